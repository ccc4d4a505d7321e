"""WebAuthn, by fido2: what a browser is asked, and what it answers. Users are verified by the device, always."""

import struct
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import UnsupportedAlgorithm
from django.conf import settings
from fido2.server import Fido2Server
from fido2.utils import websafe_decode, websafe_encode
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    AuthenticatorData,
    AuthenticatorTransport,
    CollectedClientData,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    RegistrationResponse,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from apps.users.models import Passkey, User

VERIFIED = UserVerificationRequirement.REQUIRED
LONGEST_ID = 1023  # bytes, as the standard says
# What decoding a browser's answer can end in; fido2 promises none in particular.
MALFORMED = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    NotImplementedError,
    RecursionError,
    TypeError,
    UnsupportedAlgorithm,
    ValueError,
    struct.error,
)


class Refused(Exception):
    """Not what was asked for; why is for the log alone."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Assertion:
    """A browser's answer, read and not yet believed. `challenge` is the secret that was issued."""

    challenge: str
    credential_id: str
    user_handle: bytes | None
    response: AuthenticationResponse

    @property
    def sign_count(self) -> int:
        return self.response.response.authenticator_data.counter

    @property
    def is_backed_up(self) -> bool:
        return _is_backed_up(self.response.response.authenticator_data)


@dataclass(frozen=True, kw_only=True, slots=True)
class NewKey:
    """What is kept of a key that was just made."""

    credential_id: str
    data: bytes
    sign_count: int
    is_backed_up: bool


def registration_options(*, user: User, challenge: str, known: list[Passkey]) -> Mapping[str, Any]:
    """For `navigator.credentials.create`, in the JSON of WebAuthn Level 3."""
    options, _ = _server().register_begin(
        user=PublicKeyCredentialUserEntity(id=user.pk.bytes, name=user.username, display_name=user.display_name),
        credentials=[_descriptor(passkey) for passkey in known],
        resident_key_requirement=ResidentKeyRequirement.PREFERRED,
        user_verification=VERIFIED,
        challenge=websafe_decode(challenge),
    )
    return dict(options.public_key)


def login_options(*, challenge: str, known: list[Passkey] | None = None) -> Mapping[str, Any]:
    """For `navigator.credentials.get`; without `known`, whichever passkey the user picks."""
    options, _ = _server().authenticate_begin(
        credentials=None if known is None else [_descriptor(passkey) for passkey in known],
        user_verification=VERIFIED,
        challenge=websafe_decode(challenge),
    )
    return dict(options.public_key)


def registration_challenge(credential: Mapping[str, Any]) -> str:
    """Which challenge this claims to answer. Raises Refused."""
    return _guarded(lambda: _challenge_of(RegistrationResponse.from_dict(credential).response.client_data))


def verified_registration(*, credential: Mapping[str, Any], challenge: str) -> NewKey:
    """Raises Refused unless origin, site, challenge and user verification are right."""

    def verify() -> NewKey:
        made = _server().register_complete(_state(challenge), RegistrationResponse.from_dict(credential))
        if made.credential_data is None or len(made.credential_data.credential_id) > LONGEST_ID:
            raise Refused("no key, or a name of it that is too long")
        return NewKey(
            credential_id=websafe_encode(made.credential_data.credential_id),
            data=bytes(made.credential_data),
            sign_count=made.counter,
            is_backed_up=_is_backed_up(made),
        )

    return _guarded(verify)


def read_assertion(credential: Mapping[str, Any]) -> Assertion:
    """Raises Refused where it can't be read."""

    def read() -> Assertion:
        response = AuthenticationResponse.from_dict(credential)
        return Assertion(
            challenge=_challenge_of(response.response.client_data),
            credential_id=websafe_encode(response.raw_id),
            user_handle=response.response.user_handle,
            response=response,
        )

    return _guarded(read)


def verify_assertion(assertion: Assertion, *, passkey: Passkey) -> None:
    """Raises Refused unless origin, site, challenge, user verification and signature are right."""
    known = [AttestedCredentialData(bytes(passkey.data))]
    _guarded(lambda: _server().authenticate_complete(_state(assertion.challenge), known, assertion.response))


def _server() -> Fido2Server:
    site = PublicKeyCredentialRpEntity(id=settings.PASSKEY_DOMAIN, name="GO-PRO")
    return Fido2Server(site, verify_origin=lambda origin: origin in settings.PASSKEY_ORIGINS)


def _state(challenge: str) -> dict[str, Any]:
    """As fido2 hands it out, and wants it back."""
    return {"challenge": challenge, "user_verification": VERIFIED}


def _challenge_of(told: CollectedClientData) -> str:
    """A page inside another site's frame is refused, whoever made it."""
    if told.cross_origin is not False:
        raise Refused("asked for inside another site's page")
    return websafe_encode(told.challenge)


def _is_backed_up(told: AuthenticatorData) -> bool:
    return bool(told.flags & AuthenticatorData.FLAG.BACKUP_STATE)


def _descriptor(passkey: Passkey) -> PublicKeyCredentialDescriptor:
    return PublicKeyCredentialDescriptor(
        type=PublicKeyCredentialType.PUBLIC_KEY,
        id=websafe_decode(passkey.credential_id),
        transports=[AuthenticatorTransport(each) for each in passkey.transports] or None,
    )


def _guarded[T](act: Callable[[], T]) -> T:
    try:
        return act()
    except MALFORMED as failure:
        raise Refused(str(failure)) from failure
