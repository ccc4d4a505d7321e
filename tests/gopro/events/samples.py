"""Accounts and courses as their rooms make them, and what operators type."""

from io import StringIO
from uuid import UUID

from django.core.management import call_command

from apps.courses.models.content import Course
from gopro.events.contract import Event
from gopro.events.loop import drain
from gopro.events.models import Inbox, Outbox, StreamCursor
from tests.apps.courses.factories import make_published
from tests.apps.users.factories import UserFactory


def make_users(count: int) -> list[UUID]:
    """Verified accounts that notifications knows."""
    ids = sorted(UserFactory().id for _ in range(count))
    drain()
    return ids


def published() -> Course:
    """A course that progress knows."""
    course = make_published(lessons=2)
    drain()
    return course


def call(*words: str) -> str:
    output = StringIO()
    call_command(*words, stdout=output)
    return output.getvalue()


def forget_as_newcomer(consumer: str, *, alias: str) -> None:
    """As if the room had never heard anything."""
    StreamCursor.objects.using(alias).filter(consumer=consumer).delete()
    Inbox.objects.using(alias).filter(consumer=consumer).delete()


def told_of(event_type: type[Event], *, alias: str) -> list[Outbox]:
    rows = Outbox.objects.using(alias).filter(type=f"gopro.{event_type.name}").order_by("id")
    return list(rows)


def end_pauses(*, alias: str) -> None:
    """As if each stream that waits had waited long enough."""
    StreamCursor.objects.using(alias).update(blocked_until=None)
