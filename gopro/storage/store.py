"""The one store of this process, as the settings say."""

from functools import cache

from django.conf import settings
from django.core.signals import setting_changed

from gopro.storage.bucket import Bucket
from gopro.storage.contract import Store
from gopro.storage.disk import DiskStore
from gopro.storage.s3 import S3Store


@cache
def store() -> Store:
    bucket: Bucket | None = settings.BUCKET
    return S3Store(bucket) if bucket else DiskStore(folder=settings.PRIVATE_FOLDER)


def _forget(*, setting: str, **_: object) -> None:
    if setting in {"BUCKET", "PRIVATE_FOLDER"}:
        store.cache_clear()


setting_changed.connect(_forget)  # sent by tests alone
