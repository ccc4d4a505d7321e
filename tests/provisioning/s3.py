"""A real S3 server, Versity's gateway: TEST_S3_URL's, else one of ours, built once into var/cache."""

import os
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import boto3

from gopro.embedded.ports import accepts, free_port
from gopro.sandbox.contract import SandboxError
from gopro.sandbox.languages.go_toolchain import find_toolchain
from gopro.storage.bucket import Bucket
from tests.provisioning.java import ROOT, Missing, one_at_a_time

VERSION = "v1.8.0"
PACKAGE = f"github.com/versity/versitygw/cmd/versitygw@{VERSION}"
PROGRAM = ROOT / "var" / "cache" / f"versitygw-{VERSION}"  # 43 MB, built once for all runs, which takes minutes
KEY_ID, SECRET = "gopro-tests", "a-secret-of-the-tests"
SECONDS = 60  # on a machine with better things to do


@contextmanager
def running() -> Iterator[str]:
    """Its address, on a free port; what it keeps goes with it."""
    if given := os.environ.get("TEST_S3_URL"):
        yield given
        return
    program = built()
    with tempfile.TemporaryDirectory(prefix="gopro-s3-") as folder:
        port = free_port()
        command = [str(program), "--access", KEY_ID, "--secret", SECRET, "--port", f"127.0.0.1:{port}", "--quiet"]
        with subprocess.Popen(
            [*command, "posix", folder], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as server:
            try:
                _wait(server, port=port)
                yield f"http://127.0.0.1:{port}"
            finally:
                server.kill()


def new_bucket(url: str) -> Bucket:
    """`url` may carry a key: `http://key:secret@host:port`."""
    bucket = _bucket(url, name=f"gopro-test-{uuid4().hex[:12]}")
    client(bucket).create_bucket(Bucket=bucket.name)
    return bucket


def client(bucket: Bucket) -> Any:
    """Another way in than the product's."""
    return boto3.client(
        "s3",
        endpoint_url=bucket.endpoint,
        region_name=bucket.region,
        aws_access_key_id=bucket.key_id,
        aws_secret_access_key=bucket.secret,
    )


def _bucket(url: str, *, name: str) -> Bucket:
    parts = urlsplit(url)
    endpoint = f"{parts.scheme}://{parts.hostname}:{parts.port}"
    return Bucket(
        name=name,
        region="us-east-1",
        endpoint=endpoint,
        key_id=parts.username or KEY_ID,
        secret=parts.password or SECRET,
    )


def _wait(server: "subprocess.Popen[bytes]", *, port: int) -> None:
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and server.poll() is None:
        if accepts(port):
            return
        time.sleep(0.05)
    raise Missing(f"versitygw {VERSION} doesn't start; run `{PROGRAM} --help` to see why.")


def built() -> Path:
    """Where it is; the first time that takes minutes."""
    with one_at_a_time(PROGRAM.with_name(f"{PROGRAM.name}.lock")):
        if not PROGRAM.exists():
            _build()
    return PROGRAM


def _build() -> None:
    try:
        go = find_toolchain().root / "bin" / "go"
    except SandboxError as failure:
        raise Missing(f"{failure} The S3 tests build their server with it; or give a server in TEST_S3_URL.") from None
    with tempfile.TemporaryDirectory(dir=PROGRAM.parent) as scratch:
        environment = os.environ | {"GOBIN": scratch, "GOTOOLCHAIN": "auto", "CGO_ENABLED": "0"}
        done = subprocess.run(
            [go, "install", PACKAGE], check=False, capture_output=True, text=True, env=environment, cwd=scratch
        )
        if done.returncode != 0:
            raise Missing(f"Go can't build {PACKAGE}: {done.stderr.strip()[-500:]}. Or give a server in TEST_S3_URL.")
        (Path(scratch) / "versitygw").rename(PROGRAM)
