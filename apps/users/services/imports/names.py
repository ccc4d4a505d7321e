"""Which user names are taken, as the rows before leave it; a dry run remembers what it would have written."""

from collections.abc import Iterable
from uuid import UUID

from django.db.models.functions import Lower

from apps.users.models import User


class NameFreedJustNow(Exception):
    """A row before gives this name up, and that must be written first: the database checks each statement."""


class Names:
    """`remembers` is for a dry run, in which the database stays as it is."""

    def __init__(self, *, remembers: bool) -> None:
        self._remembers = remembers
        self._stored: dict[str, UUID] = {}
        self._changed: dict[str, UUID | None] = {}
        self._freed: set[str] = set()

    def look_up(self, wanted: Iterable[str]) -> None:
        """Begin a chunk: who has those names now."""
        rows = User.objects.alias(lower=Lower("username")).filter(lower__in=[name.lower() for name in wanted])
        self._stored = {username.lower(): user_id for username, user_id in rows.values_list("username", "pk")}
        self._freed.clear()
        if not self._remembers:
            self._changed.clear()

    def is_free(self, name: str, *, by: UUID | None) -> bool:
        """For this account, whose own it may be. Raises NameFreedJustNow."""
        lower = name.lower()
        owner = self._changed[lower] if lower in self._changed else self._stored.get(lower)
        if owner is None and lower in self._freed:
            raise NameFreedJustNow
        return owner is None or owner == by

    def take(self, name: str, *, by: UUID) -> None:
        self._changed[name.lower()] = by

    def free(self, name: str) -> None:
        self._changed[name.lower()] = None
        self._freed.add(name.lower())
