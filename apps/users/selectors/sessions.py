"""Log-ins and their refresh tokens."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.users.errors import LoginNotRecent, SessionNotFound
from apps.users.models import RefreshToken, Session, User

RECENT = timedelta(minutes=10)


def open_sessions(*, user_id: UUID) -> QuerySet[Session]:
    """The user's log-ins that can still act."""
    return Session.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=timezone.now())


def open_sessions_of(*, users: Collection[User]) -> QuerySet[Session]:
    """The same of many."""
    return Session.objects.filter(user__in=users, revoked_at=None, expires_at__gt=timezone.now())


def session(*, session_id: UUID) -> Session | None:
    """Open or ended, as long as it is kept."""
    return Session.objects.filter(pk=session_id).first()


def open_session(*, user_id: UUID, session_id: UUID) -> QuerySet[Session]:
    """That one of the user's, as rows to be ended. Raises SessionNotFound for another's."""
    rows = open_sessions(user_id=user_id).filter(pk=session_id)
    if not rows.exists():
        raise SessionNotFound
    return rows


def recent_session(*, user_id: UUID, session_id: UUID) -> Session:
    """That of somebody who has just proved who they are, and not of support acting as them. Raises LoginNotRecent."""
    since = timezone.now() - RECENT
    lately = Q(created_at__gte=since) | Q(proved_at__gte=since)
    session = open_sessions(user_id=user_id).filter(lately, pk=session_id, actor_id=None).first()
    if session is None:
        raise LoginNotRecent
    return session


def sessions_ended_within(*, span: timedelta) -> list[UUID]:
    """Those whose tokens might not have expired."""
    ended = Session.objects.filter(revoked_at__gte=timezone.now() - span)
    return list(ended.values_list("pk", flat=True))


def refresh_token(*, token_hash: str) -> RefreshToken | None:
    return RefreshToken.objects.select_related("session__user").filter(token_hash=token_hash).first()
