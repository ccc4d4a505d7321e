"""Finding facts in tables of any length: each kind of search term asks an index, or a bounded part of one."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.db.models import Q

from gopro.events import registry
from gopro.events.codec import PREFIX

CORRELATION = "correlation:"
HELP = "The id of a fact or of what it is about, a whole stream or type, or correlation:<id>"
AROUND_CAUSE = (timedelta(minutes=-1), timedelta(days=7))  # when a chain of causes tells its facts


def condition(term: str) -> Q:
    """What is meant by what an operator typed."""
    if term.startswith(CORRELATION):
        return of_correlation(term.removeprefix(CORRELATION))
    if (found := uuid_of(term)) is not None:
        kinds = {event_type.kind() for event_type in registry.event_types().values()}
        return Q(event_id=found) | Q(stream__in=[f"{kind}:{found}" for kind in sorted(kinds)])
    if ":" in term:
        return Q(stream=term)
    return Q(type=term) if term.startswith(PREFIX) else of_correlation(term)


def of_correlation(text: str) -> Q:
    """An id of ours says when it was made, and so between which facts to look."""
    same = Q(meta__correlationid=text)
    began = moment_of(uuid_of(text))
    return same & between(began + AROUND_CAUSE[0], began + AROUND_CAUSE[1]) if began else same


def between(first: datetime, last: datetime) -> Q:
    """Facts told then: their ids are UUIDv7, which begin with the time."""
    return Q(event_id__range=(_floor(first), _floor(last)))


def moment_of(identifier: UUID | None) -> datetime | None:
    if identifier is None or identifier.version != 7:
        return None
    return datetime.fromtimestamp((identifier.int >> 80) / 1000, UTC)


def uuid_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _floor(moment: datetime) -> UUID:
    return UUID(int=max(int(moment.timestamp() * 1000), 0) << 80)
