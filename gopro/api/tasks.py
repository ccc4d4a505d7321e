"""LATER: stored answers of idempotent requests are forgotten when their day is over."""

from django.conf import settings

from gopro.api.idempotency import purge_expired
from gopro.jobs import job


@job("gopro.purge_idempotency_keys", every=3600)
def purge_idempotency_keys() -> None:
    for room in settings.ROOMS_HERE:
        purge_expired(room)
