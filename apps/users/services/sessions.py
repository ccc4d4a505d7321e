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
from apps.users.models import Ended, Purpose, RefreshToken, Session, User
from apps.users.services import devices, limits, one_time_tokens, records, secrets
from apps.users.services.mfa import enforcement
from gopro.audit import trail
from gopro.audit.models import Outcome
from gopro.database import atomic, on_commit
from gopro.events.outbox import publish
from gopro.observability import context
from gopro.security import attempts, revocations
from gopro.security.ring import ring
from gopro.security.tokens import Terms, Use
from gopro.staff.cookies import LIFETIME as STAFF_LIFETIME

ACCESS_LIFETIME = timedelta(minutes=10)
IDLE_LIFETIME = timedelta(days=30)
LONGEST_LIFETIME = timedelta(days=90)
LONGEST_USER_AGENT = 200
NO_METHODS: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True, slots=True)
class Client:
    """From where somebody acts. `device_id` is that of the browser's long-lived cookie."""

    ip: str | None
    user_agent: str
    device_id: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SignedIn:
    """What a log-in or a refresh hands out."""

    user: User
    session_id: UUID
    access: str
    refresh: str
    expires_in: int = int(ACCESS_LIFETIME.total_seconds())


def begin_session(*, user: User, client: Client, methods: frozenset[str] = NO_METHODS) -> SignedIn:
    """A session of somebody who just proved who they are, by these methods (RFC 8176)."""
    session, refresh = _begin(user=user, client=client, methods=methods)
    return _signed_in(user=user, session=session, refresh=refresh)


def begin_staff_session(*, user: User, client: Client, methods: frozenset[str] = NO_METHODS) -> str:
    """The same for the staff's pages: one token as long as a working day, that isn't refreshed."""
    session = _begin_for_staff(user=user, client=client, methods=methods)
    return ring().sign(
        user_id=user.id,
        session_id=session.id,
        roles=enforcement.roles_in(user=user, methods=session.methods),
        use=Use.STAFF,
        lifetime=STAFF_LIFETIME,
        name=user.display_name,
        terms=_terms(session),
    )


def refresh_session(*, refresh: str, client: Client) -> SignedIn:
    """The next pair of tokens. A refresh token that comes back ends its session, whoever brought it first."""
    with attempts.counting(limits.TOKENS_FROM_ADDRESS, client.ip, failures=RefreshTokenInvalid):
        return _refreshed(refresh=refresh, client=client)


def _refreshed(*, refresh: str, client: Client) -> SignedIn:
    token = selectors.refresh_token(token_hash=secrets.hash_of(refresh))
    if token is None or token.expires_at <= timezone.now():
        raise RefreshTokenInvalid
    following = _rotate(token=token, client=client)
    if following is None:
        end_reused_session(session_id=token.session_id)
        raise RefreshTokenInvalid
    return _signed_in(user=token.session.user, session=token.session, refresh=following)


@atomic("users")
def end_reused_session(*, session_id: UUID) -> None:
    end(Session.objects.filter(pk=session_id), reason=Ended.REFRESH_TOKEN_REUSED)


@atomic("users")
def log_out(*, user_id: UUID, session_id: UUID) -> None:
    """End this session. Ending it twice changes nothing. Support leaves by it, too."""
    this = selectors.open_sessions(user_id=user_id).filter(pk=session_id)
    end(this.filter(actor_id=None), reason=Ended.LOGGED_OUT)
    end(this.exclude(actor_id=None), reason=Ended.SUPPORT_ENDED)


@atomic("users")
def log_out_everywhere(*, user_id: UUID) -> None:
    end(selectors.open_sessions(user_id=user_id), reason=Ended.LOGGED_OUT)


@atomic("users")
def log_out_elsewhere(*, user_id: UUID, session_id: UUID) -> None:
    """End all sessions but this one."""
    end(selectors.open_sessions(user_id=user_id).exclude(pk=session_id), reason=Ended.LOGGED_OUT)


@atomic("users")
def revoke_own_session(*, user_id: UUID, session_id: UUID) -> None:
    """End one's session on whatever device it is."""
    end(selectors.open_session(user_id=user_id, session_id=session_id), reason=Ended.REVOKED_BY_USER)


@atomic("users")
def revoke_session_of(*, user_id: UUID, session_id: UUID) -> None:
    """The same, by staff."""
    end(selectors.open_session(user_id=user_id, session_id=session_id), reason=Ended.REVOKED_BY_STAFF)


def end(sessions: QuerySet[Session], *, reason: Ended) -> None:
    """End those that go on, and visits of support that began from them. In the caller's transaction."""
    ended = _end(sessions, reason=reason)
    if ended:
        _end(Session.objects.filter(origin_id__in=ended), reason=Ended.SUPPORT_ENDED)


def _end(sessions: QuerySet[Session], *, reason: Ended) -> list[UUID]:
    """Tell it, and mark them for all who check tokens."""
    ended = list(sessions.filter(revoked_at=None).select_for_update(of=("self",)).order_by("pk"))
    ids = [session.pk for session in ended]
    Session.objects.filter(pk__in=ids).update(revoked_at=timezone.now(), revoked_reason=reason)
    for session in ended:
        publish(_fact(user_id=session.user_id, session_id=session.pk, reason=reason))
    for session in ended:
        _record_end(session, reason=reason)
    if ids:
        on_commit("users", lambda: revocations.revoke(ids))
    return ids


def _record_end(session: Session, *, reason: Ended) -> None:
    verb = "log_out" if reason is Ended.LOGGED_OUT else "revoke"
    records.record(
        user_id=session.user_id,
        action="users.support.end" if session.actor_id else f"users.session.{verb}",
        reason=reason.value,
        changes={"session_id": str(session.pk)},
    )


def _fact(*, user_id: UUID, session_id: UUID, reason: Ended) -> UserLoggedOut | SessionRevoked:
    if reason is Ended.LOGGED_OUT:
        return UserLoggedOut(user_id=user_id, session_id=session_id)
    return SessionRevoked(user_id=user_id, session_id=session_id, reason=reason.value)


@atomic("users")
def _begin(*, user: User, client: Client, methods: frozenset[str]) -> tuple[Session, str]:
    given = Session(methods=sorted(methods), expires_at=timezone.now() + IDLE_LIFETIME)
    session = _open(given, user=user, client=client)
    return session, _issue(session_id=session.id, expires_at=session.expires_at)


@atomic("users")
def _begin_for_staff(*, user: User, client: Client, methods: frozenset[str]) -> Session:
    given = Session(methods=sorted(methods), is_staff=True, expires_at=timezone.now() + STAFF_LIFETIME)
    return _open(given, user=user, client=client)


def _open(session: Session, *, user: User, client: Client) -> Session:
    """Under the account's lock, so that no session slips past a change of password or a closing of the account."""
    unchanged = User.objects.select_for_update(no_key=True).filter(pk=user.pk, is_active=True, password=user.password)
    if not unchanged.values("pk").first():
        raise WrongCredentials
    device, is_news = devices.meet(user=user, ip=client.ip, user_agent=client.user_agent, device_id=client.device_id)
    session.user, session.device = user, device
    session.ip, session.user_agent = client.ip, client.user_agent[:LONGEST_USER_AGENT]
    session.last_used_at = timezone.now()
    session.save(force_insert=True)
    publish(UserLoggedIn(user_id=user.id, session_id=session.id))
    if is_news and user.email_verified:
        one_time_tokens.request_token(user=user, purpose=Purpose.NEW_DEVICE, session_id=session.id)
    told = {"session_id": str(session.id)} | ({"device": "new"} if is_news else {})
    record_log_in(user_id=user.id, outcome=Outcome.DONE, changes=told)
    return session


def record_log_in(
    *, user_id: UUID | None, outcome: Outcome, reason: str = "", changes: Mapping[str, str] = trail.NOTHING
) -> None:
    """Who logs in acts; who was refused is nobody, whoever they said that they were."""
    with context.bind(actor_id=str(user_id) if outcome is Outcome.DONE else ""):
        records.record(
            user_id=user_id,
            action="users.user.log_in",
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


def _signed_in(*, user: User, session: Session, refresh: str) -> SignedIn:
    access = ring().sign(
        user_id=user.id,
        session_id=session.id,
        roles=enforcement.roles_in(user=user, methods=session.methods),
        use=Use.ACCESS,
        lifetime=ACCESS_LIFETIME,
        terms=_terms(session),
    )
    return SignedIn(user=user, session_id=session.id, access=access, refresh=refresh)


def _terms(session: Session) -> Terms:
    return Terms(
        methods=frozenset(session.methods),
        authenticated_at=session.proved_at or session.created_at,
        grants=enforcement.grants_in(grants=selectors.grants_held(user_id=session.user_id), methods=session.methods),
    )
