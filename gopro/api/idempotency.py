"""Idempotent writes: one effect for a key, however often and however parallel it is asked for."""

import hashlib
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar, Self
from uuid import UUID

from django.db import OperationalError, connections
from django.db.models import QuerySet
from django.db.models.functions import Now
from django.http import HttpResponse
from rest_framework.request import Request

from gopro.api.clients import client_address
from gopro.api.models import IdempotencyKey
from gopro.database import alias_of, atomic
from gopro.errors import Conflict, Invalid

HEADER = "Idempotency-Key"
FIT = re.compile(r"[!-~]{1,255}")
KEPT = ("Content-Type", "Location", "ETag", "Retry-After", "Link", "Cache-Control")
LOCK_TIMEOUT = "55P03"
PURGED_AT_ONCE = 10_000

CLAIM = """
    INSERT INTO gopro_api_idempotencykey AS kept (fingerprint, request_hash, status, headers, body, expires_at)
    VALUES (%s, %s, 0, '{}', '', now() + interval '24 hours')
    ON CONFLICT (fingerprint) DO UPDATE
       SET request_hash = EXCLUDED.request_hash, status = 0, expires_at = EXCLUDED.expires_at
     WHERE kept.expires_at <= now()
    RETURNING true
"""


class UnfitKey(Invalid):
    """No key at all."""

    code: ClassVar[str] = "invalid_header"
    title: ClassVar[str] = f"{HEADER} takes 1 to 255 visible ASCII characters, such as a UUID"


class KeyReused(Invalid):
    """One key for two different requests."""

    code: ClassVar[str] = "idempotency_key_reused"
    title: ClassVar[str] = "This Idempotency-Key was used for another request"


class InProgress(Conflict):
    """The first request of the key takes longer than anybody waits."""

    code: ClassVar[str] = "idempotency_in_progress"
    title: ClassVar[str] = "The first request with this Idempotency-Key is still running"


@dataclass(frozen=True, kw_only=True, slots=True)
class Claim:
    """A request's key, of this caller and this operation, and the digest of its body."""

    alias: str
    fingerprint: UUID
    request_hash: str

    @classmethod
    def of(cls, request: Request, *, room: str) -> Self:
        key = request.headers[HEADER]
        if not FIT.fullmatch(key):
            raise UnfitKey
        parts = (_caller(request), str(request.method), request.get_full_path(), key)
        return cls(
            alias=alias_of(room),
            fingerprint=UUID(bytes=hashlib.sha256("\n".join(parts).encode()).digest()[:16]),
            request_hash=hashlib.sha256(request._request.body).hexdigest(),
        )

    def take(self) -> bool:
        """Whether the key is ours now. Waits for another request that holds it, until that commits or fails."""
        try:
            with connections[self.alias].cursor() as cursor:
                cursor.execute(CLAIM, (self.fingerprint, self.request_hash))
                return cursor.fetchone() is not None
        except OperationalError as failure:
            if getattr(failure.__cause__, "sqlstate", None) == LOCK_TIMEOUT:
                raise InProgress from failure
            raise

    def keep(self, response: HttpResponse) -> None:
        headers = {name: response[name] for name in KEPT if name in response}
        self._rows().update(status=response.status_code, headers=headers, body=response.content)

    def replay(self) -> HttpResponse:
        kept = self._rows().get()
        if kept.request_hash != self.request_hash:
            raise KeyReused
        headers = {**kept.headers, "Idempotent-Replayed": "true"}
        return HttpResponse(bytes(kept.body), status=kept.status, headers=headers)

    def _rows(self) -> QuerySet[IdempotencyKey]:
        return IdempotencyKey.objects.using(self.alias).filter(fingerprint=self.fingerprint)


def once(request: Request, *, room: str, produce: Callable[[], HttpResponse]) -> HttpResponse:
    """The answer of `produce`, a rendered one, or the one kept for the key; a refusal is raised and keeps nothing."""
    claim = Claim.of(request, room=room)
    with atomic(room):
        if not claim.take():
            return claim.replay()
        response = produce()
        claim.keep(response)
        return response


def purge_expired(room: str) -> int:
    """Forget answers older than a day; at most 10,000 at once, so that no sweep runs long."""
    rows = IdempotencyKey.objects.using(alias_of(room))
    expired = rows.filter(expires_at__lte=Now()).values("pk")[:PURGED_AT_ONCE]
    return rows.filter(pk__in=expired).delete()[0]


def _caller(request: Request) -> str:
    principal = getattr(request.user, "id", None)
    return f"user:{principal}" if principal else f"ip:{client_address(request._request)}"
