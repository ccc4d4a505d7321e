"""Who may see which account, session and profile."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Lower
from django.utils import timezone

from apps.users.errors import AccountGone, ErasureNotFound, ExportNotFound, SessionNotFound, UserNotFound
from apps.users.models import Erasure, Export, OneTimeToken, RefreshToken, Session, User, Visibility
from gopro.security import policy
from gopro.security.principal import Caller

SEES_ALL = "users.account:view"


def own_account(*, user_id: UUID, lock: bool = False) -> User:
    """The account of whoever signed in. Raises AccountGone where it was closed since."""
    rows = User.objects.select_for_update() if lock else User.objects.all()
    user = rows.filter(pk=user_id, is_active=True).first()
    if user is None:
        raise AccountGone
    return user


def account(*, user_id: UUID) -> User:
    """Any account, open or closed, locked for a change by staff."""
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise UserNotFound
    return user


def account_by_email(*, email: str) -> User | None:
    return User.objects.filter(email=normalized_email(email)).first()


def username_is_taken(*, username: str) -> bool:
    return User.objects.alias(lower=Lower("username")).filter(lower=username.lower()).exists()


def profile(*, user_id: UUID, viewer: Caller) -> User:
    """What its owner shows, and nothing before the address is verified; the owner and support see it anyway."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is None or not (_is_shown(user, viewer=viewer) or _sees_anyway(user, viewer=viewer)):
        raise UserNotFound
    return user


def open_sessions(*, user_id: UUID) -> QuerySet[Session]:
    """The user's log-ins that can still act."""
    return Session.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=timezone.now())


def open_session(*, user_id: UUID, session_id: UUID) -> QuerySet[Session]:
    """That one of the user's, as rows to be ended. Raises SessionNotFound for another's."""
    rows = open_sessions(user_id=user_id).filter(pk=session_id)
    if not rows.exists():
        raise SessionNotFound
    return rows


def sessions_ended_within(*, span: timedelta) -> list[UUID]:
    """Those whose tokens might not have expired."""
    ended = Session.objects.filter(revoked_at__gte=timezone.now() - span)
    return list(ended.values_list("pk", flat=True))


def refresh_token(*, token_hash: str) -> RefreshToken | None:
    return RefreshToken.objects.select_related("session__user").filter(token_hash=token_hash).first()


def due_mail(*, waiting_since: timedelta, tried_before: timedelta, most: int) -> list[UUID]:
    """Mails whose job was lost or failed."""
    now = timezone.now()
    lost = Q(attempted_at=None, created_at__lt=now - waiting_since)
    failed = Q(attempted_at__lt=now - tried_before)
    rows = OneTimeToken.objects.filter(lost | failed, sent_at=None, used_at=None, expires_at__gt=now)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:most])


def pending_erasure(*, user_id: UUID) -> Erasure | None:
    """The erasure of this account that goes on."""
    return Erasure.objects.filter(user_id=user_id, cancelled_at=None, completed_at=None).first()


def erasure(*, erasure_id: UUID) -> Erasure:
    """Raises ErasureNotFound."""
    found = Erasure.objects.filter(pk=erasure_id).first()
    if found is None:
        raise ErasureNotFound
    return found


def normalized_email(email: str) -> str:
    return email.strip().lower()


def _is_shown(user: User, *, viewer: Caller) -> bool:
    if not user.email_verified:
        return False
    public = user.visibility == Visibility.PUBLIC
    return public or (user.visibility == Visibility.MEMBERS and viewer.is_authenticated)


def _sees_anyway(user: User, *, viewer: Caller) -> bool:
    return policy.allows(principal=viewer, permission=SEES_ALL, owner_ids=[user.id])


def export(*, export_id: UUID) -> Export:
    """Raises ExportNotFound."""
    found = Export.objects.filter(pk=export_id).first()
    if found is None:
        raise ExportNotFound
    return found


def newest_export(*, user_id: UUID) -> Export:
    """The person's latest. Raises ExportNotFound."""
    found = Export.objects.filter(user_id=user_id).order_by("-requested_at").first()
    if found is None:
        raise ExportNotFound
    return found


def personal_sections(*, user_id: UUID) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """What this room keeps of a person, but for what is secret; rows by section."""
    account = ("id", "username", "email", "email_verified_at", "display_name", "bio", "locale", "time_zone")
    sessions = ("id", "user_agent", "ip", "created_at", "last_used_at", "expires_at", "revoked_at", "revoked_reason")
    mails = ("purpose", "email", "created_at", "sent_at", "used_at")
    return {
        "account": User.objects.filter(pk=user_id).values(*account, "visibility", "roles", "created_at"),
        "sessions": Session.objects.filter(user_id=user_id).order_by("pk").values(*sessions),
        "mails": OneTimeToken.objects.filter(user_id=user_id).order_by("pk").values(*mails),
        "erasures": Erasure.objects.filter(user_id=user_id).values("id", "requested_at", "cancelled_at"),
        "exports": Export.objects.filter(user_id=user_id).values("id", "requested_at", "completed_at", "expires_at"),
    }
