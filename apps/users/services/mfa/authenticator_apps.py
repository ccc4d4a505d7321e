"""Authenticator apps: begun, confirmed by a first code, removed."""

from dataclasses import dataclass

from django.utils import timezone

from apps.users import selectors
from apps.users.errors import FactorExists, FactorNotFound, WrongCode
from apps.users.models import AuthenticatorApp, NoticeKind
from apps.users.services import limits, notices
from apps.users.services.mfa import recovery_codes, step_up, totp
from apps.users.services.mfa.codes import TOTP
from apps.users.services.mfa.factors import check_removable, forget_recovery_codes
from apps.users.services.records import record
from gopro.database import atomic
from gopro.security import attempts
from gopro.security.principal import Principal


@dataclass(frozen=True, kw_only=True, slots=True)
class Begun:
    """What the app needs to know; shown once."""

    secret: str
    uri: str


def begin(*, principal: Principal) -> Begun:
    """A secret that counts once a code of it has confirmed that an app has it. Begun again, the former is void."""
    attempts.take(limits.FACTORS_OF_ACCOUNT, principal.user_id)
    step_up.require_recent_proof(principal=principal)
    user = selectors.own_account(user_id=principal.user_id)
    secret, encrypted = totp.new_secret(user)
    _keep(principal=principal, encrypted=encrypted)
    return Begun(secret=secret, uri=totp.provisioning_uri(user=user, secret=secret))


def begun(*, principal: Principal) -> Begun:
    """What was begun and not confirmed, shown again to who may begin anew. Raises FactorNotFound."""
    step_up.require_recent_proof(principal=principal)
    app = AuthenticatorApp.objects.select_related("user").filter(user_id=principal.user_id, confirmed_at=None).first()
    secret = totp.secret_of(app) if app else None
    if app is None or secret is None:
        raise FactorNotFound
    return Begun(secret=secret, uri=totp.provisioning_uri(user=app.user, secret=secret))


def confirm(*, principal: Principal, code: str) -> tuple[str, ...]:
    """Recovery codes, where these are the account's first. Raises WrongCode, or FactorNotFound if none was begun."""
    attempts.take(limits.FACTORS_OF_ACCOUNT, principal.user_id)
    step_up.require_recent_proof(principal=principal)
    return _confirm(principal=principal, code=code)


@atomic("users")
def remove(*, principal: Principal) -> None:
    """Raises FactorNotFresh, or FactorNeeded where it is the last factor and a role asks for one."""
    step_up.require_recent(principal=principal, factors=step_up.MFA)
    user = selectors.own_account(user_id=principal.user_id, lock=True)
    app = selectors.authenticator_app(user_id=user.pk)
    if app is None:
        raise FactorNotFound
    check_removable(user)
    app.delete()
    forget_recovery_codes(user)
    notices.request(user_id=user.pk, kind=NoticeKind.AUTHENTICATOR_APP_REMOVED)
    record(user_id=user.pk, action="users.authenticator_app.remove")


@atomic("users")
def renew_recovery_codes(*, principal: Principal) -> tuple[str, ...]:
    """In the place of the earlier ones. Raises FactorNotFresh, so that there are none without a factor."""
    step_up.require_recent(principal=principal, factors=step_up.MFA)
    user = selectors.own_account(user_id=principal.user_id, lock=True)
    if not selectors.has_second_factor(user_id=user.pk):
        raise FactorNotFound
    codes = recovery_codes.make_anew(user_id=user.pk)
    notices.request(user_id=user.pk, kind=NoticeKind.RECOVERY_CODES_MADE)
    record(user_id=user.pk, action="users.recovery_code.renew")
    return codes


@atomic("users")
def _keep(*, principal: Principal, encrypted: str) -> None:
    user = selectors.own_account(user_id=principal.user_id, lock=True)
    if selectors.authenticator_app(user_id=user.pk) is not None:
        raise FactorExists
    AuthenticatorApp.objects.update_or_create(user=user, defaults={"secret": encrypted, "last_step": 0})


@atomic("users")
def _confirm(*, principal: Principal, code: str) -> tuple[str, ...]:
    user = selectors.own_account(user_id=principal.user_id, lock=True)
    app = AuthenticatorApp.objects.filter(user=user, confirmed_at=None).first()
    if app is None:
        raise FactorNotFound
    step = totp.matching_step(app, code=code)
    if step is None:
        raise WrongCode
    app.confirmed_at, app.last_step = timezone.now(), step
    app.save(update_fields=["confirmed_at", "last_step"])
    codes = recovery_codes.make_first(user_id=user.pk)
    step_up.mark_proved(user_id=user.pk, session_id=principal.session_id, method=TOTP)
    notices.request(user_id=user.pk, kind=NoticeKind.AUTHENTICATOR_APP_ADDED)
    record(user_id=user.pk, action="users.authenticator_app.add")
    return codes
