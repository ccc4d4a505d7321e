"""Sessions: begun by a log-in, carried on by refresh tokens that rotate, ended for a reason that is told."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import SessionRevoked, UserLoggedIn, UserLoggedOut
from apps.users.errors import RefreshTokenInvalid, WrongCredentials
from apps.users.models import Ended, RefreshToken, Session, User
from apps.users.services import limits, secrets
from gopro.audit import trail
from gopro.audit.models import Outcome
from gopro.database import atomic, on_commit
from gopro.events.outbox import publish
from gopro.observability import context
from gopro.security import attempts, revocations
from gopro.security.ring import ring
from gopro.security.tokens import Use
from gopro.staff.cookies import LIFETIME as STAFF_LIFETIME

ACCESS_LIFETIME = timedelta(minutes=10)
IDLE_LIFETIME = timedelta(days=30)
LONGEST_LIFETIME = timedelta(days=90)
LONGEST_USER_AGENT = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """From where somebody acts."""

    ip: str | None
    user_agent: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """What a log-in or a refresh hands out."""

    user: User
    session_id: UUID
    access: str
    refresh: str
    expires_in: int = int(ACCESS_LIFETIME.total_seconds())


def begin_session(*, user: User, client: Client) -> SignedIn:
    """A session of somebody whose password was just checked."""
    session, refresh = _begin(user=user, client=client)
    return _signed_in(user=user, session_id=session.id, refresh=refresh)


def begin_staff_session(*, user: User, client: Client) -> str:
    """The same for the staff's pages: one token as long as a working day, that isn't refreshed."""
    session = _begin_for_staff(user=user, client=client)
    return ring().sign(
        user_id=user.id,
        session_id=session.id,
        roles=user.all_roles,
        use=Use.STAFF,
        lifetime=STAFF_LIFETIME,
        name=user.display_name,
    )


def refresh_session(*, refresh: str, client: Client) -> SignedIn:
    """The next pair of tokens. A refresh token that comes back ends its session, whoever brought it first."""
    attempts.take(limits.TOKENS_FROM_ADDRESS, client.ip)
    token = selectors.refresh_token(token_hash=secrets.hash_of(refresh))
    if token is None or token.expires_at <= timezone.now():
        raise RefreshTokenInvalid
    following = _rotate(token=token, client=client)
    if following is None:
        end_reused_session(session_id=token.session_id)
        raise RefreshTokenInvalid
    attempts.give_back(limits.TOKENS_FROM_ADDRESS, client.ip)
    return _signed_in(user=token.session.user, session_id=token.session_id, refresh=following)


@atomic("users")
def end_reused_session(*, session_id: UUID) -> None:
    end(Session.objects.filter(pk=session_id), reason=Ended.REFRESH_TOKEN_REUSED)


@atomic("users")
def log_out(*, user_id: UUID, session_id: UUID) -> None:
    """End this session. Ending it twice changes nothing."""
    end(selectors.open_sessions(user_id=user_id).filter(pk=session_id), reason=Ended.LOGGED_OUT)


@atomic("users")
def log_out_everywhere(*, user_id: UUID) -> None:
    end(selectors.open_sessions(user_id=user_id), reason=Ended.LOGGED_OUT)


@atomic("users")
def revoke_own_session(*, user_id: UUID, session_id: UUID) -> None:
    """End one's session on whatever device it is."""
    end(selectors.open_session(user_id=user_id, session_id=session_id), reason=Ended.REVOKED_BY_USER)


@atomic("users")
def revoke_session_of(*, user_id: UUID, session_id: UUID) -> None:
    """The same, by staff."""
    end(selectors.open_session(user_id=user_id, session_id=session_id), reason=Ended.REVOKED_BY_STAFF)


def end(sessions: QuerySet[Session], *, reason: Ended) -> None:
    """End those that go on, tell it, and mark them for all who check tokens. In the caller's transaction."""
    ended = list(sessions.filter(revoked_at=None).select_for_update().order_by("pk").values_list("pk", "user_id"))
    ids = [session_id for session_id, _ in ended]
    Session.objects.filter(pk__in=ids).update(revoked_at=timezone.now(), revoked_reason=reason)
    for session_id, user_id in ended:
        publish(_fact(user_id=user_id, session_id=session_id, reason=reason))
    for session_id, user_id in ended:
        _record_end(user_id=user_id, session_id=session_id, reason=reason)
    if ids:
        on_commit("users", lambda: revocations.revoke(ids))


def _record_end(*, user_id: UUID, session_id: UUID, reason: Ended) -> None:
    trail.record(
        room="users",
        action="users.session.log_out" if reason is Ended.LOGGED_OUT else "users.session.revoke",
        object_type="users.session",
        object_id=str(session_id),
        reason=reason.value,
        changes={"user_id": str(user_id)},
    )


def _fact(*, user_id: UUID, session_id: UUID, reason: Ended) -> UserLoggedOut | SessionRevoked:
    if reason is Ended.LOGGED_OUT:
        return UserLoggedOut(user_id=user_id, session_id=session_id)
    return SessionRevoked(user_id=user_id, session_id=session_id, reason=reason.value)


@atomic("users")
def _begin(*, user: User, client: Client) -> tuple[Session, str]:
    now = timezone.now()
    session = _open(user=user, client=client, is_staff=False, expires_at=now + IDLE_LIFETIME)
    return session, _issue(session_id=session.id, expires_at=session.expires_at)


@atomic("users")
def _begin_for_staff(*, user: User, client: Client) -> Session:
    return _open(user=user, client=client, is_staff=True, expires_at=timezone.now() + STAFF_LIFETIME)


def _open(*, user: User, client: Client, is_staff: bool, expires_at: datetime) -> Session:
    """Under the account's lock, so that no session slips past a change of password or a closing of the account."""
    unchanged = User.objects.select_for_update().filter(pk=user.pk, is_active=True, password=user.password)
    if not unchanged.values("pk").first():
        raise WrongCredentials
    session = Session.objects.create(
        user=user,
        is_staff=is_staff,
        ip=client.ip,
        user_agent=client.user_agent[:LONGEST_USER_AGENT],
        last_used_at=timezone.now(),
        expires_at=expires_at,
    )
    publish(UserLoggedIn(user_id=user.id, session_id=session.id))
    record_log_in(user_id=user.id, outcome=Outcome.DONE, changes={"session_id": str(session.id)})
    return session


def record_log_in(
    *, user_id: UUID | None, outcome: Outcome, reason: str = "", changes: Mapping[str, str] = trail.NOTHING
) -> None:
    """Who logs in acts; who was refused is nobody, whoever they said that they were."""
    with context.bind(actor_id=str(user_id) if outcome is Outcome.DONE else ""):
        trail.record(
            room="users",
            action="users.user.log_in",
            object_type="users.user",
            object_id=str(user_id or ""),
            outcome=outcome,
            reason=reason,
            changes=changes,
        )


@atomic("users")
def _rotate(*, token: RefreshToken, client: Client) -> str | None:
    """The following refresh token; None where this one was used before, be it in the same instant."""
    now = timezone.now()
    if not RefreshToken.objects.filter(pk=token.pk, used_at=None).update(used_at=now):
        return None
    expires_at = min(now + IDLE_LIFETIME, token.session.created_at + LONGEST_LIFETIME)
    goes_on = Session.objects.filter(pk=token.session_id, revoked_at=None, user__is_active=True)
    if not goes_on.update(last_used_at=now, ip=client.ip, expires_at=expires_at):
        raise RefreshTokenInvalid
    return _issue(session_id=token.session_id, expires_at=expires_at)


def _issue(*, session_id: UUID, expires_at: datetime) -> str:
    refresh = secrets.new()
    RefreshToken.objects.create(session_id=session_id, token_hash=secrets.hash_of(refresh), expires_at=expires_at)
    return refresh


def _signed_in(*, user: User, session_id: UUID, refresh: str) -> SignedIn:
    access = ring().sign(
        user_id=user.id, session_id=session_id, roles=user.all_roles, use=Use.ACCESS, lifetime=ACCESS_LIFETIME
    )
    return SignedIn(user=user, session_id=session_id, access=access, refresh=refresh)
