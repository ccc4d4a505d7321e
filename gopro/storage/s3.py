"""Files in a bucket of S3, or of whatever speaks its protocol."""

import shutil
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO, cast
from urllib.parse import urlsplit

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.utils.http import content_disposition_header

from gopro.storage.bucket import Bucket
from gopro.storage.contract import ADDRESS_HOLDS, BINARY, Announced, Shown, StoreAway, Stored, Upload, checked

IN_MEMORY = 1024 * 1024
SECONDS = int(ADDRESS_HOLDS.total_seconds())
MISSING = {"404", "NoSuchKey", "NotFound"}
OURS_TO_BLAME = 500  # and above: the server's own failures


class S3Store:
    """Addresses are signed here (Signature Version 4); what they sign, the server holds clients to."""

    def __init__(self, bucket: Bucket) -> None:
        self._bucket = bucket

    @cached_property
    def origin(self) -> str:
        parts = urlsplit(self._signer.generate_presigned_url("get_object", Params=self._key("x")))
        return f"{parts.scheme}://{parts.netloc}"

    def save(self, *, name: str, content: BinaryIO, content_type: str = BINARY) -> None:
        with _asking():
            self._client.put_object(**self._key(name), Body=content, ContentType=content_type)

    def open(self, *, name: str) -> BinaryIO:
        """Fetched whole, since a file that can be sought in is asked for."""
        file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller closes it
        try:
            with _asking():
                shutil.copyfileobj(self._client.get_object(**self._key(name))["Body"], file)
        except BaseException:
            file.close()
            raise
        file.seek(0)
        return cast(BinaryIO, file)

    def find(self, *, name: str) -> Stored | None:
        try:
            with _asking():
                head = self._client.head_object(**self._key(name))
        except FileNotFoundError:
            return None
        return Stored(name=name, size=head["ContentLength"], modified_at=head["LastModified"])

    def delete(self, *, name: str) -> None:
        with _asking():
            self._client.delete_object(**self._key(name))

    def listed(self, *, prefix: str, after: str = "") -> Iterator[Stored]:
        pages = self._client.get_paginator("list_objects_v2")
        with _asking():
            for page in pages.paginate(Bucket=self._bucket.name, Prefix=prefix, StartAfter=after):
                for found in page.get("Contents", ()):
                    yield Stored(name=found["Key"], size=found["Size"], modified_at=found["LastModified"])

    def upload(self, *, name: str, announced: Announced) -> Upload:
        """Length and type are signed as headers; of the checksum, the server takes the bytes' own."""
        checksum = b64encode(bytes.fromhex(announced.sha256)).decode()
        sent = {
            "ContentLength": announced.size,
            "ContentType": announced.content_type,
            "ChecksumSHA256": checksum,
        }
        expires_at = datetime.now(tz=UTC) + ADDRESS_HOLDS
        url = self._signer.generate_presigned_url("put_object", Params=self._key(name) | sent, ExpiresIn=SECONDS)
        headers = {"Content-Type": announced.content_type, "x-amz-checksum-sha256": checksum}
        return Upload(method="PUT", url=url, headers=headers, expires_at=expires_at)

    def download(self, *, name: str, shown: Shown) -> str:
        wanted = {
            "ResponseContentType": shown.content_type,
            "ResponseContentDisposition": content_disposition_header(not shown.is_inline, shown.file_name),
            "ResponseCacheControl": f"private, max-age={shown.max_age}, immutable",
        }
        url: str = self._signer.generate_presigned_url("get_object", Params=self._key(name) | wanted, ExpiresIn=SECONDS)
        return url

    def _key(self, name: str) -> dict[str, Any]:
        return {"Bucket": self._bucket.name, "Key": checked(name)}

    @cached_property
    def _client(self) -> Any:
        return _client(self._bucket, endpoint=self._bucket.endpoint)

    @cached_property
    def _signer(self) -> Any:
        """Addresses carry the host that browsers ask, and are signed for it."""
        return _client(self._bucket, endpoint=self._bucket.public_endpoint or self._bucket.endpoint)


def _client(bucket: Bucket, *, endpoint: str) -> Any:
    """Another server than Amazon's is rarely found by a bucket's own name."""
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path" if endpoint else "virtual"},
        connect_timeout=3,
        read_timeout=20,
        retries={"total_max_attempts": 3, "mode": "standard"},
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.session.Session().client(
        "s3",
        region_name=bucket.region,
        endpoint_url=endpoint or None,
        aws_access_key_id=bucket.key_id or None,
        aws_secret_access_key=bucket.secret or None,
        config=config,
    )


@contextmanager
def _asking() -> Iterator[None]:
    """Raises FileNotFoundError, or StoreAway; another refusal is a mistake of the configuration, and stays one."""
    try:
        yield
    except ClientError as refusal:
        if refusal.response["Error"]["Code"] in MISSING:
            raise FileNotFoundError from None
        if refusal.response["ResponseMetadata"]["HTTPStatusCode"] >= OURS_TO_BLAME:
            raise StoreAway from refusal
        raise
    except BotoCoreError as failure:
        raise StoreAway from failure
