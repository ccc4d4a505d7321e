"""Passkeys of an account: added, named, removed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db import IntegrityError

from apps.users import selectors
from apps.users.errors import PasskeyRefused, TooManyPasskeys
from apps.users.models import ChallengePurpose, NoticeKind, Passkey
from apps.users.services import limits, notices
from apps.users.services.mfa import challenges, recovery_codes, step_up, webauthn
from apps.users.services.mfa.factors import check_removable, forget_recovery_codes
from apps.users.services.records import record
from gopro.database import atomic
from gopro.security import attempts
from gopro.security.principal import Principal

MOST = 20
TRANSPORTS = frozenset({"usb", "nfc", "ble", "hybrid", "internal"})
REGISTRATION = frozenset({ChallengePurpose.PASSKEY_REGISTRATION})


@dataclass(frozen=True, kw_only=True, slots=True)
class Added:
    """The passkey, and the recovery codes that came with the account's first factor."""

    passkey: Passkey
    recovery_codes: tuple[str, ...]


def options(*, principal: Principal) -> Mapping[str, Any]:
    """What the browser is asked to make. Raises LoginNotRecent, FactorNotFresh or TooManyPasskeys."""
    attempts.take(limits.FACTORS_OF_ACCOUNT, principal.user_id)
    step_up.require_recent_proof(principal=principal)
    user = selectors.own_account(user_id=principal.user_id)
    known = list(selectors.passkeys(user_id=user.pk))
    if len(known) >= MOST:
        raise TooManyPasskeys
    challenge = challenges.issue(purpose=ChallengePurpose.PASSKEY_REGISTRATION, user=user)
    return webauthn.registration_options(user=user, challenge=challenge, known=known)


def add(*, principal: Principal, name: str, credential: Mapping[str, Any]) -> Added:
    """Keep the key that the browser made. Raises PasskeyRefused, also for one that is known already."""
    attempts.take(limits.FACTORS_OF_ACCOUNT, principal.user_id)
    step_up.require_recent_proof(principal=principal)
    try:
        challenge = webauthn.registration_challenge(credential)
        if not challenges.redeem(secret=challenge, purposes=REGISTRATION, user_id=principal.user_id):
            raise webauthn.Refused("the challenge isn't ours")
        key = webauthn.verified_registration(credential=credential, challenge=challenge)
        return _add(principal=principal, name=name, key=key, transports=_transports(credential))
    except (webauthn.Refused, IntegrityError) as refusal:
        raise PasskeyRefused from refusal


@atomic("users")
def rename(*, user_id: UUID, passkey_id: UUID, name: str) -> Passkey:
    passkey = selectors.passkey(user_id=user_id, passkey_id=passkey_id)
    passkey.name = name
    passkey.save(update_fields=["name"])
    record(user_id=user_id, action="users.passkey.rename", changes={"passkey_id": str(passkey_id)})
    return passkey


@atomic("users")
def remove(*, principal: Principal, passkey_id: UUID) -> None:
    """Raises FactorNotFresh, or FactorNeeded where it is the last factor and a role asks for one."""
    step_up.require_recent(principal=principal, factors=step_up.MFA)
    user = selectors.own_account(user_id=principal.user_id, lock=True)
    passkey = selectors.passkey(user_id=user.pk, passkey_id=passkey_id)
    check_removable(user)
    passkey.delete()
    forget_recovery_codes(user)
    notices.request(user_id=user.pk, kind=NoticeKind.PASSKEY_REMOVED, about=passkey.name)
    record(user_id=user.pk, action="users.passkey.remove", changes={"passkey_id": str(passkey_id)})


@atomic("users")
def _add(*, principal: Principal, name: str, key: webauthn.NewKey, transports: list[str]) -> Added:
    user = selectors.own_account(user_id=principal.user_id, lock=True)
    if selectors.passkeys(user_id=user.pk).count() >= MOST:
        raise TooManyPasskeys
    passkey = Passkey.objects.create(
        user=user,
        name=name,
        credential_id=key.credential_id,
        data=key.data,
        sign_count=key.sign_count,
        transports=transports,
        is_backed_up=key.is_backed_up,
    )
    codes = recovery_codes.make_first(user_id=user.pk)
    step_up.mark_proved(user_id=user.pk, session_id=principal.session_id, method="hwk")
    notices.request(user_id=user.pk, kind=NoticeKind.PASSKEY_ADDED, about=name)
    record(user_id=user.pk, action="users.passkey.add", changes={"passkey_id": str(passkey.pk)})
    return Added(passkey=passkey, recovery_codes=codes)


def _transports(credential: Mapping[str, Any]) -> list[str]:
    """How the browser reaches the device, so that it asks for the right one; what it says beside is dropped."""
    response = credential.get("response")
    told = response.get("transports") if isinstance(response, Mapping) else None
    return sorted(TRANSPORTS.intersection(map(str, told))) if isinstance(told, list) else []
