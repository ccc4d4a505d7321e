"""What manage.py check says of how long facts are kept."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

TOPIC_RETENTION_DAYS = 7  # of a broker whose topics say nothing else


def install() -> None:
    register(check_retention)


def check_retention(**_: Any) -> Sequence[CheckMessage]:
    """An inbox that forgets before the broker does would take old facts for new ones, were it not for its cursors."""
    topics = getattr(settings, "KAFKA_RETENTION_DAYS", TOPIC_RETENTION_DAYS)
    found: list[CheckMessage] = []
    if topics >= settings.EVENTS_INBOX_DAYS:
        hint = f"Set GOPRO_INBOX_DAYS above {topics}, for which topics keep facts."
        found.append(Error("Inboxes forget facts that topics still bring.", hint=hint, id="gopro_operations.E001"))
    if settings.EVENTS_ARCHIVE_DAYS < settings.EVENTS_INBOX_DAYS:
        hint = "Set GOPRO_ARCHIVE_DAYS to GOPRO_INBOX_DAYS or more."
        found.append(Error("The archive forgets facts before inboxes do.", hint=hint, id="gopro_operations.E002"))
    return found
