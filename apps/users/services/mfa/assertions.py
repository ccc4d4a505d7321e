"""A passkey that proves somebody: its challenge is used up, its signature checked, its counter goes on."""

from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils import timezone

from apps.users import selectors
from apps.users.errors import WrongFactor
from apps.users.models import ChallengePurpose, Passkey
from apps.users.services.mfa import challenges, webauthn
from apps.users.services.mfa.warnings import record_refusal

METHOD = "hwk"  # as tokens name it (RFC 8176)
LOGIN = frozenset({ChallengePurpose.PASSKEY_LOGIN})
SECOND = frozenset({ChallengePurpose.PASSKEY_AS_SECOND_FACTOR})
STEP_UP = frozenset({ChallengePurpose.STEP_UP})


def proven(
    *, credential: Mapping[str, Any], purposes: Collection[ChallengePurpose], user_id: UUID | None = None
) -> Passkey:
    """The passkey that signed a challenge of ours. Without `user_id` it says itself whose it is. Raises WrongFactor."""
    owner_id = user_id
    try:
        assertion = webauthn.read_assertion(credential)
        if not challenges.redeem(secret=assertion.challenge, purposes=purposes, user_id=user_id):
            raise webauthn.Refused("the challenge isn't ours, is of another, expired, or used")
        passkey = selectors.passkey_of(credential_id=assertion.credential_id)
        if passkey is None:
            raise webauthn.Refused("unknown passkey")
        owner_id = passkey.user_id
        _check_owner(passkey, user_id=user_id, user_handle=assertion.user_handle)
        webauthn.verify_assertion(assertion, passkey=passkey)
        _count_on(passkey, assertion=assertion)
    except webauthn.Refused as refusal:
        record_refusal(user_id=owner_id, action="users.user.log_in", why=f"passkey: {refusal}")
        raise WrongFactor from refusal
    return passkey


def _check_owner(passkey: Passkey, *, user_id: UUID | None, user_handle: bytes | None) -> None:
    """Who comes without a name must be named by the device; who is named must be the one who was asked."""
    if user_handle not in ({passkey.user_id.bytes} if user_id is None else {passkey.user_id.bytes, None}):
        raise webauthn.Refused("the device names somebody else, or nobody")
    if user_id not in {passkey.user_id, None}:
        raise webauthn.Refused("somebody else's passkey")


def _count_on(passkey: Passkey, *, assertion: webauthn.Assertion) -> None:
    """A counter that doesn't go on means that there are two of the key. Devices without one say zero, always."""
    count = assertion.sign_count
    goes_on = Q(sign_count__lt=count) | Q(sign_count=0) if count == 0 else Q(sign_count__lt=count)
    used = {"sign_count": count, "last_used_at": timezone.now(), "is_backed_up": assertion.is_backed_up}
    if not Passkey.objects.filter(goes_on, pk=passkey.pk).update(**used):
        record_refusal(
            user_id=passkey.user_id, action="users.passkey.use", why="counter went back: the key may be copied"
        )
        raise webauthn.Refused("the counter went back")
