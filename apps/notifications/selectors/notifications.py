"""What a user was told in the app, in the form in which the API and the web socket show it."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.notifications.errors import NotificationNotFound
from apps.notifications.models import Notification

SHOWN = ("id", "type", "title", "body", "url", "data", "created_at", "read_at")
MOST_COUNTED = 1_000
MOST_REPLAYED = 100

type Shown = dict[str, Any]


def of_user(*, user_id: UUID, unread: bool = False) -> QuerySet[Notification, Shown]:
    """The newest first."""
    rows = Notification.objects.filter(user_id=user_id, is_shown=True).order_by("-id")
    found: QuerySet[Notification, Shown] = (rows.filter(read_at=None) if unread else rows).values(*SHOWN)
    return found


def shown(*, user_id: UUID, notification_id: UUID) -> Shown:
    """Raises NotificationNotFound for another's too."""
    found = of_user(user_id=user_id).filter(id=notification_id).first()
    if found is None:
        raise NotificationNotFound
    return found


def own(*, user_id: UUID, notification_id: UUID, lock: bool = False) -> Notification:
    """Raises NotificationNotFound for another's too."""
    rows = Notification.objects.filter(user_id=user_id, id=notification_id)
    found = (rows.select_for_update() if lock else rows).first()
    if found is None:
        raise NotificationNotFound
    return found


def missed(*, user_id: UUID, after: UUID) -> list[Shown]:
    """What came after the one last seen, the oldest first; a part of at most MOST_REPLAYED."""
    return list(of_user(user_id=user_id).filter(id__gt=after).order_by("id")[:MOST_REPLAYED])


def unread_count(*, user_id: UUID) -> int:
    """Exact below MOST_COUNTED, which means that many or more."""
    return of_user(user_id=user_id, unread=True)[:MOST_COUNTED].count()
