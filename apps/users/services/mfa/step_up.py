"""What can't be undone is asked of whoever proved lately who they are, with as many factors as it takes."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils import timezone

from apps.users import selectors
from apps.users.errors import FactorNotFound, FactorNotFresh, LoginNotRecent
from apps.users.models import ChallengePurpose
from apps.users.services import limits
from apps.users.services.mfa import assertions, challenges, codes, webauthn
from apps.users.services.mfa.enforcement import MFA as MFA_METHOD
from apps.users.services.records import record
from gopro.database import atomic
from gopro.errors import Forbidden
from gopro.security import attempts
from gopro.security.principal import Principal

MFA = frozenset({MFA_METHOD})


def require_recent(*, principal: Principal, factors: frozenset[str] = frozenset()) -> None:
    """Raises LoginNotRecent, or FactorNotFresh where `factors` (methods by RFC 8176) were not held."""
    try:
        session = selectors.recent_session(user_id=principal.user_id, session_id=principal.session_id)
    except LoginNotRecent as refusal:
        raise (FactorNotFresh if factors else LoginNotRecent) from refusal
    if not factors.issubset(session.methods):
        raise FactorNotFresh


def require_recent_proof(*, principal: Principal) -> None:
    """The same, with a second factor where the account has one."""
    has_factor = selectors.has_second_factor(user_id=principal.user_id)
    require_recent(principal=principal, factors=MFA if has_factor else frozenset())


def options(*, principal: Principal) -> Mapping[str, Any]:
    """For proving oneself again by a passkey. Raises FactorNotFound where there is none."""
    attempts.take(limits.FACTORS_OF_ACCOUNT, principal.user_id)
    user = selectors.own_account(user_id=principal.user_id)
    known = list(selectors.passkeys(user_id=user.pk))
    if not known:
        raise FactorNotFound
    return webauthn.login_options(challenge=challenges.issue(purpose=ChallengePurpose.STEP_UP, user=user), known=known)


def prove(*, principal: Principal, ip: str | None, otp: str = "", credential: Mapping[str, Any] | None = None) -> None:
    """Prove a second factor again, in the session that goes on. Raises WrongFactor, and Forbidden to support."""
    if principal.terms.actor_id is not None:
        raise Forbidden
    attempts.take(limits.FACTORS_OF_ACCOUNT, principal.user_id)
    user = selectors.own_account(user_id=principal.user_id)
    if credential is None:
        method = codes.use(user=user, code=otp, ip=ip)
    else:
        assertions.proven(credential=credential, purposes=assertions.STEP_UP, user_id=user.pk)
        method = assertions.METHOD
    _mark(user_id=user.pk, session_id=principal.session_id, method=method)
    attempts.give_back(limits.FACTORS_OF_ACCOUNT, principal.user_id)


def mark_proved(*, user_id: UUID, session_id: UUID, method: str) -> None:
    """The session has held a second factor just now; the next refresh hands out the roles that ask for one."""
    for session in selectors.open_sessions(user_id=user_id).filter(pk=session_id).select_for_update(no_key=True):
        session.methods = sorted({*session.methods, method, MFA_METHOD})
        session.proved_at = timezone.now()
        session.save(update_fields=["methods", "proved_at"])


@atomic("users")
def _mark(*, user_id: UUID, session_id: UUID, method: str) -> None:
    mark_proved(user_id=user_id, session_id=session_id, method=method)
    record(user_id=user_id, action="users.factor.prove", changes={"method": method})
