"""The receipt: what was erased where and when, without a word of it, signed so that anybody can check it.

Whoever has the link has the receipt. The link is in the answer to the request and in the last mail, and is made of the
erasure's id alone, so that it can be given before the receipt is there and after the address is gone.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.signing import BadSignature, Signer

from apps.users import selectors
from apps.users.errors import ErasureNotFound, ReceiptInvalid
from apps.users.models import Erasure
from gopro.errors import Unauthenticated
from gopro.security.ring import ring

KIND = "gopro.erasure_receipt.v1"
PATH = "/api/v1/users/erasures/"


def signed(*, erasure: Erasure, rooms: Mapping[str, Any], key: Mapping[str, Any]) -> dict[str, Any]:
    """For people to read, and the same as a JWS for programs to check."""
    statement = {
        "kind": KIND,
        "issuer": settings.PUBLIC_URL,
        "erasure_id": str(erasure.pk),
        "requested_at": erasure.requested_at.isoformat(),
        "begun_at": erasure.begun_at.isoformat() if erasure.begun_at else None,
        "completed_at": erasure.completed_at.isoformat() if erasure.completed_at else None,
        "rooms": {room: rooms[room] for room in sorted(rooms)},
        "key_destroyed_at": key["at"],
    }
    return {"statement": statement, "jws": ring().attest(statement)}


def verified(receipt: Any) -> Mapping[str, Any]:
    """What a receipt says, if it is ours and nobody changed it. Raises ReceiptInvalid."""
    if isinstance(receipt, dict) and isinstance(receipt.get("receipt"), dict):
        receipt = receipt["receipt"]  # the whole answer of the API was kept
    try:
        stated = ring().attested(receipt["jws"])
        is_ours = stated["kind"] == KIND and stated == receipt["statement"]
    except (KeyError, TypeError, Unauthenticated):
        raise ReceiptInvalid from None
    if not is_ours:
        raise ReceiptInvalid
    return stated


def url(erasure: Erasure) -> str:
    return f"{settings.PUBLIC_URL}{PATH}{_signer().sign_object(erasure.pk.hex)}"


def erasure_of(*, token: str) -> Erasure:
    """Raises ErasureNotFound."""
    try:
        erasure_id = UUID(_signer().unsign_object(token))
    except (BadSignature, ValueError, TypeError, AttributeError):
        raise ErasureNotFound from None
    return selectors.erasure(erasure_id=erasure_id)


def _signer() -> Signer:
    return Signer(salt="users.erasure", sep=".")
