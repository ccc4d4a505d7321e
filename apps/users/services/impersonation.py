"""Support acts as somebody: on the record, for minutes, and only looking unless an admin asked for more."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from apps.users import selectors
from apps.users.errors import ImpersonationRefused
from apps.users.models import Purpose, Session, User
from apps.users.services import limits, one_time_tokens, records
from apps.users.services.sessions import LONGEST_USER_AGENT, Client
from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import Forbidden, Unauthenticated
from gopro.observability import context
from gopro.security import attempts, policy
from gopro.security.principal import Principal
from gopro.security.ring import ring
from gopro.security.tokens import Terms, Use

LOOK = "users.account:impersonate"
CHANGE = "users.account:act_as"
LONGEST_MINUTES = 60


@dataclass(frozen=True, kw_only=True, slots=True)
class Wish:
    """What support asks for, and why."""

    user_id: UUID
    reason: str
    minutes: int
    write: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class SupportAccess:
    """An access token that isn't refreshed, shown once; its session is listed to the user, who may end it."""

    session_id: UUID
    access: str
    expires_at: datetime
    is_read_only: bool


def impersonate(*, by: Principal, wish: Wish, client: Client) -> SupportAccess:
    """Raises Forbidden, UserNotFound, ReasonMissing or ImpersonationRefused."""
    for permission in (LOOK, CHANGE) if wish.write else (LOOK,):
        policy.require(principal=by, permission=permission)
    if by.terms.actor_id is not None or by.terms.scopes is not None:
        raise Forbidden("Only who signed in with their own account can act as somebody else.")
    attempts.take(limits.IMPERSONATIONS, by.user_id)
    session = _begin(by=by, wish=wish, client=client)
    return SupportAccess(
        session_id=session.pk,
        access=_token(session),
        expires_at=session.expires_at,
        is_read_only=session.is_read_only,
    )


@atomic("users")
def _begin(*, by: Principal, wish: Wish, client: Client) -> Session:
    why = trail.required(wish.reason)
    origin = selectors.open_sessions(user_id=by.user_id).filter(pk=by.session_id).first()
    if origin is None:
        raise Unauthenticated
    user = _account(wish.user_id, by=by.user_id)
    session = Session.objects.create(
        user=user,
        actor_id=by.user_id,
        origin=origin,
        is_read_only=not wish.write,
        methods=origin.methods,
        ip=client.ip,
        user_agent=client.user_agent[:LONGEST_USER_AGENT],
        last_used_at=timezone.now(),
        expires_at=timezone.now() + timedelta(minutes=min(wish.minutes, LONGEST_MINUTES)),
    )
    if user.email_verified:
        one_time_tokens.request_token(
            user=user, purpose=Purpose.SUPPORT_ACCESS, until=session.expires_at, session_id=session.pk
        )
    _record(session, why=why)
    return session


def _account(user_id: UUID, *, by: UUID) -> User:
    """One that may be looked into: open, another's, and nobody's who works here. Locked."""
    user = selectors.account(user_id=user_id)
    if user.pk == by:
        raise ImpersonationRefused("This is your own account.")
    if not user.is_active:
        raise ImpersonationRefused("This account is closed.")
    if user.roles or selectors.grants_held(user_id=user.pk):
        raise ImpersonationRefused("Nobody acts as somebody who has a role beside learner.")
    return user


def _token(session: Session) -> str:
    """It says no time of log-in: what asks for a recent one is not for support."""
    return ring().sign(
        user_id=session.user_id,
        session_id=session.pk,
        roles=session.user.all_roles,
        use=Use.ACCESS,
        lifetime=session.expires_at - timezone.now(),
        terms=Terms(methods=frozenset(session.methods), actor_id=session.actor_id, is_read_only=session.is_read_only),
    )


def _record(session: Session, *, why: str) -> None:
    with context.bind(on_behalf_of_id=str(session.user_id)):
        records.record(
            user_id=session.user_id,
            action="users.support.begin",
            reason=why,
            changes={
                "session_id": str(session.pk),
                "access": "only looks" if session.is_read_only else "may change",
                "until": f"{session.expires_at:%Y-%m-%dT%H:%M:%SZ}",
            },
        )
