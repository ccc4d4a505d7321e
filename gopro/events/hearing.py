"""What a handler may ask about the fact in its hand, beside what the fact says."""

from datetime import UTC, datetime
from uuid import UUID

from gopro.identifiers import made_at
from gopro.observability import context


def told_at() -> datetime:
    """When the fact was told, however late it is heard; now, where none is in hand."""
    event_id = context.causation_id.get()
    try:
        return made_at(UUID(event_id))
    except ValueError:
        return datetime.now(UTC)
