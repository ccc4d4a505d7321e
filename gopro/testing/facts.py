"""Facts as tests see them: read from the outboxes, so that what was only meant to be told doesn't count.

Those of the audit stay out, since almost every service has one; what it wrote is read from its own table.
"""

from collections.abc import Iterator

from django.db.models import Max, QuerySet

from gopro.audit.contracts import stream_of
from gopro.database import aliases_here, room_of
from gopro.events import registry
from gopro.events.codec import decode
from gopro.events.contract import Event
from gopro.events.models import Outbox


class Told:
    """The facts told since it was made, in the order of telling; compares with a list of events."""

    def __init__(self) -> None:
        self._since = {alias: _last_id(alias) for alias in aliases_here().values()}

    def __iter__(self) -> Iterator[Event]:
        rows = [row for alias, last in self._since.items() for row in _told_since(alias, last)]
        for row in sorted(rows, key=lambda row: (row.event_id,)):
            event_type = registry.event_type(row.type)
            assert event_type is not None, f"{row.type} is in no contract"  # noqa: S101 - a test's own check
            yield decode(event_type, row.data)

    def of[E: Event](self, event_type: type[E]) -> list[E]:
        return [event for event in self if isinstance(event, event_type)]

    def __eq__(self, other: object) -> bool:
        return list(self) == other

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def __repr__(self) -> str:
        return f"told {list(self)!r}"

    __hash__ = None  # type: ignore[assignment]  # it changes as facts are told


def _told_since(alias: str, last: int) -> QuerySet[Outbox]:
    return Outbox.objects.using(alias).filter(id__gt=last).exclude(stream=stream_of(room_of(alias)))


def _last_id(alias: str) -> int:
    return Outbox.objects.using(alias).aggregate(last=Max("id"))["last"] or 0
