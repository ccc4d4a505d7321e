"""What open web sockets hear: ids and no words, since what to show is read by who shows it."""

from uuid import UUID

from gopro.live import push

ROOM = "notifications"


def group_of(user_id: UUID) -> str:
    return f"{ROOM}.user.{user_id}"


def show(*, user_id: UUID, notification_id: UUID) -> None:
    push(room=ROOM, group=group_of(user_id), message={"type": "notification.made", "id": str(notification_id)})


def recount(*, user_id: UUID) -> None:
    push(room=ROOM, group=group_of(user_id), message={"type": "unread.changed"})
