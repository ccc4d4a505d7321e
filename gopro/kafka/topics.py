"""The topics as data: which there are, how many partitions and which settings each has, and which fact goes where.

The number of partitions is fixed at birth: another would move keys, and so break the order of their facts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from gopro.events.codec import PREFIX
from gopro.events.contract import NAME
from gopro.events.registry import event_type
from gopro.kafka.wire import room_of

AUDIT = "audit"  # the subject whose facts of all rooms have a topic of their own
LARGEST = 4 * 1024 * 1024  # bytes of a record
DAY = 24 * 3600 * 1000


@dataclass(frozen=True, kw_only=True, slots=True)
class Topic:
    name: str
    purpose: str
    settings: dict[str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Where a type of fact goes beside its main topic."""

    topic: str
    activity: str = ""  # the field with the person's id
    is_snapshot: bool = False
    is_end: bool = False


def layout() -> tuple[Topic, ...]:
    """Inboxes remember facts longer than topics keep them, so that a whole topic delivered again doubles nothing."""
    rooms = (_kept(events_of(room), f"every fact that {room} tells", days=7) for room in settings.ROOMS)
    return (
        *rooms,
        _kept(events_of(AUDIT), "who did what to what, of all rooms", days=400),
        _kept(activity(), "what people do, keyed by the person", days=90),
        Topic(
            name=snapshots(),
            purpose="the newest state of each aggregate, keyed by its stream",
            settings=_common() | {"cleanup.policy": "compact", "delete.retention.ms": str(7 * DAY)},
        ),
    )


def events_of(room: str) -> str:
    return f"{settings.KAFKA_PREFIX}.{room}.events"


def activity() -> str:
    return f"{settings.KAFKA_PREFIX}.activity.events"


def snapshots() -> str:
    return f"{settings.KAFKA_PREFIX}.snapshots"


def topic_of(wire_type: str) -> str:
    """The main topic of a fact."""
    named = NAME.match(wire_type.removeprefix(PREFIX))
    return events_of(AUDIT if named and named["subject"] == AUDIT else room_of(wire_type))


def topic_of_kind(kind: str) -> str:
    """The topic with the facts of `<room>.<subject>`."""
    room, _, subject = kind.partition(".")
    return events_of(AUDIT if subject == AUDIT else room)


def route_of(wire_type: str) -> Route:
    return _route(settings.KAFKA_PREFIX, wire_type)


@cache
def _route(_prefix: str, wire_type: str) -> Route:
    """Asked for each fact, so remembered; a type without a contract goes to its main topic only."""
    topic, contract = topic_of(wire_type), event_type(wire_type)
    if contract is None:
        return Route(topic=topic)
    return Route(topic=topic, activity=contract.activity, is_snapshot=contract.snapshot, is_end=contract.ends)


def _kept(name: str, purpose: str, *, days: int) -> Topic:
    own = {"cleanup.policy": "delete", "retention.ms": str(days * DAY)}
    return Topic(name=name, purpose=purpose, settings=_common() | own)


def _common() -> dict[str, str]:
    return {"max.message.bytes": str(LARGEST), "message.timestamp.type": "CreateTime"}


def names() -> Iterator[str]:
    return (topic.name for topic in layout())
