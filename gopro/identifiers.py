"""Ids: UUIDv7, which sort by the time they were made."""

from datetime import UTC, datetime
from uuid import UUID

import uuid_utils


def uuid7() -> UUID:
    return UUID(int=uuid_utils.uuid7().int)


def id_of(text: str) -> UUID:
    """What is no id is that of nothing."""
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def made_at(id_: UUID) -> datetime:
    """When a UUIDv7 was made, to the millisecond."""
    return datetime.fromtimestamp((id_.int >> 80) / 1_000, tz=UTC)
