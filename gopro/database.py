"""Rooms and their databases: an alias, a schema and a role a room; every transaction names its room."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.conf import settings
from django.db import connections, models, transaction
from django.db.backends.base.base import BaseDatabaseWrapper

KERNEL = "gopro_"  # app labels of the kernel's own tables, which stand in every room's alias
KEYS_ALIAS = "keys"  # but for these, which no room's role may enter
KEYS_APP = "gopro_keys"

_open_room: ContextVar[str] = ContextVar("open_room", default="")
_in_one_piece: ContextVar[bool] = ContextVar("in_one_piece", default=False)

type Write = Callable[[str, list[Any]], None]  # of a room, rows in the order in which they were deferred
type Deferred = list[tuple[Write, Any]]

_deferred: ContextVar[Deferred] = ContextVar("deferred")  # of the innermost block


class WallBroken(RuntimeError):
    """Code reached for rows of another room. Rooms meet in facts, never in tables."""


def alias_of(room: str) -> str:
    """The database alias of a room that this process hosts."""
    alias: str = settings.ROOM_ALIASES[room]
    if room not in settings.ROOMS_HERE:
        raise WallBroken(f"The room {room} is not hosted by this process (GOPRO_ROOMS), so its rows can't be reached.")
    return alias


def room_of(alias: str) -> str:
    """Whose rows the alias reaches; people's keys are nobody's, and are guarded as if they were a room's."""
    return next((room for room, name in settings.ROOM_ALIASES.items() if name == alias), alias)


def aliases_here() -> dict[str, str]:
    """Room to alias, of the rooms hosted here."""
    return {room: settings.ROOM_ALIASES[room] for room in settings.ROOMS_HERE}


class NotInOnePiece(RuntimeError):
    """A part failed, and the rest was to go on without it."""


@contextmanager
def atomic(room: str) -> Iterator[None]:
    """One transaction in one room's database. Nested calls of the same room are savepoints; another room is refused.

    Use as a decorator of a service or as a context manager. Rows that were deferred are written as its last statement.
    """
    outer = _open_room.get()
    if outer and outer != room:
        raise WallBroken(f"A transaction of {outer} is open: {room} changes by hearing a fact, not in it.")
    with transaction.atomic(using=alias_of(room), savepoint=not _in_one_piece.get()):
        with _opened(room), _deferring() as rows:
            yield
        if outer:
            _deferred.get().extend(rows)
        else:
            _write(room, rows)


@contextmanager
def savepoint(room: str) -> Iterator[None]:
    """A part of the room's transaction that may fail by itself: what it deferred is written at its end."""
    with transaction.atomic(using=alias_of(room)):
        with _deferring() as rows:
            yield
        _write(room, rows)


@contextmanager
def in_one_piece(room: str) -> Iterator[None]:
    """One savepoint around much work, in which `atomic` makes none: two statements less a call.

    Raises NotInOnePiece where a failure inside was caught, since only a savepoint could undo its part. All is undone;
    do it again without this.
    """
    token = _in_one_piece.set(True)
    try:
        with savepoint(room):
            yield
            if connections[alias_of(room)].needs_rollback:
                raise NotInOnePiece
    finally:
        _in_one_piece.reset(token)


def defer(write: Write, row: Any) -> None:
    """Have the row written, together with others of this transaction, at its end. What rolls back is never written."""
    _deferred.get().append((write, row))


@contextmanager
def forgetting_deferred() -> Iterator[None]:
    """What is deferred inside is not written."""
    with _deferring():
        yield


@contextmanager
def _opened(room: str) -> Iterator[None]:
    token = _open_room.set(room)
    try:
        yield
    finally:
        _open_room.reset(token)


@contextmanager
def _deferring() -> Iterator[Deferred]:
    rows: Deferred = []
    token = _deferred.set(rows)
    try:
        yield rows
    finally:
        _deferred.reset(token)


def _write(room: str, deferred: Deferred) -> None:
    """Unless the transaction is lost already."""
    if connections[alias_of(room)].needs_rollback:
        return
    for write, rows in groupby(deferred, key=itemgetter(0)):
        write(room, [row for _, row in rows])


def in_transaction_of(room: str) -> bool:
    return _open_room.get() == room


def on_commit(room: str, act: Callable[[], Any]) -> None:
    """Act after the room's transaction has committed; a failure there is logged and harms nothing."""
    transaction.on_commit(act, using=alias_of(room), robust=True)


class RoomRouter:
    """Each model's rows live in its room's alias; the kernel's tables in all; Django's own beside the default.

    People's keys stand apart from them all.
    """

    def db_for_read(self, model: type[models.Model], **hints: Any) -> str:
        label = model._meta.app_label
        if label == KEYS_APP:
            return KEYS_ALIAS
        if label.startswith(KERNEL):
            return self._kernel_alias(model=model, instance=hints.get("instance"))
        return alias_of(label) if label in settings.ROOM_ALIASES else "default"

    db_for_write = db_for_read

    @staticmethod
    def _kernel_alias(*, model: type[models.Model], instance: models.Model | None) -> str:
        alias = instance._state.db if instance is not None else None
        if not alias:
            raise WallBroken(f"{model.__name__} stands in every room's database: say which one with .using(alias).")
        return alias

    def allow_relation(self, one: models.Model, other: models.Model, **hints: Any) -> bool:
        """Within a room, and among Django's own tables beside the default (a permission has a content type)."""
        labels = {one._meta.app_label, other._meta.app_label}
        kernel = any(label.startswith(KERNEL) for label in labels)
        return len(labels) == 1 or (
            not kernel and len({settings.ROOM_ALIASES.get(label, "default") for label in labels}) == 1
        )

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        if app_label == KEYS_APP or db == KEYS_ALIAS:
            return app_label == KEYS_APP and db == KEYS_ALIAS
        if app_label.startswith(KERNEL):
            return True
        return db == settings.ROOM_ALIASES.get(app_label, "default")


class Guard:
    """Refuses SQL on another room's tables, with a message that teaches; the room's role would refuse it too."""

    def __init__(self, room: str) -> None:
        others = [other for other in settings.ROOM_ALIASES if other != room]
        self.room = room
        self.foreign = re.compile(rf'"({"|".join(others)})_\w+"')

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
        found = self.foreign.search(sql) if isinstance(sql, str) else None
        if found:
            raise WallBroken(
                f"The room {self.room} asked for the table {found.group()} of {found.group(1)}. "
                "Keep a copy, fed by that room's facts (docs/house.md)."
            )
        return execute(sql, params, many, context)


def install_guard(*, connection: BaseDatabaseWrapper, **_: Any) -> None:
    """A receiver of Django's `connection_created`."""
    room = room_of(connection.alias)
    if not any(isinstance(wrapper, Guard) for wrapper in connection.execute_wrappers):
        connection.execute_wrappers.append(Guard(room))


def each_connection() -> Iterator[tuple[str, BaseDatabaseWrapper]]:
    """Room and connection, of the rooms hosted here."""
    for room, alias in aliases_here().items():
        yield room, connections[alias]


def close_stale_connections() -> None:
    """Drop what a restart of the server left dead: long-running loops call it each cycle, between transactions."""
    for connection in connections.all(initialized_only=True):
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
