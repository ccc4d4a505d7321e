"""Second factors of an account."""

from uuid import UUID

from django.db.models import QuerySet

from apps.users.errors import FactorNotFound
from apps.users.models import AuthenticatorApp, Passkey, RecoveryCode


def authenticator_app(*, user_id: UUID) -> AuthenticatorApp | None:
    """The one that was confirmed."""
    return AuthenticatorApp.objects.filter(user_id=user_id, confirmed_at__isnull=False).first()


def passkeys(*, user_id: UUID) -> QuerySet[Passkey]:
    return Passkey.objects.filter(user_id=user_id)


def passkey(*, user_id: UUID, passkey_id: UUID) -> Passkey:
    """One's own, locked for a change. Raises FactorNotFound for another's."""
    found = passkeys(user_id=user_id).filter(pk=passkey_id).select_for_update(no_key=True).first()
    if found is None:
        raise FactorNotFound
    return found


def passkey_of(*, credential_id: str) -> Passkey | None:
    """Whoever's it is."""
    return Passkey.objects.select_related("user").filter(credential_id=credential_id).first()


def recovery_codes_left(*, user_id: UUID) -> int:
    return RecoveryCode.objects.filter(user_id=user_id, used_at=None).count()


def has_second_factor(*, user_id: UUID) -> bool:
    return authenticator_app(user_id=user_id) is not None or passkeys(user_id=user_id).exists()


def second_factors(*, user_id: UUID) -> tuple[str, ...]:
    """By which the account can prove itself; none without an app or a passkey, since recovery codes replace those."""
    held = (
        ("totp", authenticator_app(user_id=user_id) is not None),
        ("passkey", passkeys(user_id=user_id).exists()),
    )
    found = tuple(name for name, is_held in held if is_held)
    return (*found, "recovery_code") if found and recovery_codes_left(user_id=user_id) else found
