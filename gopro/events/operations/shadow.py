"""Shadow tables: a room's tables once more, empty and only for this transaction, in which its handlers run unchanged.

Temporary tables go before the room's own wherever a name has no schema. Whatever a handler writes lands in them; what
doesn't belong to the projection is dropped with them; facts told on the way are forgotten.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.apps import apps
from django.db import connections
from django.db.models import Model

from gopro.database import alias_of, forgetting_deferred
from gopro.events.operations.projections import Projection

CREATE = 'CREATE TEMPORARY TABLE "{table}" (LIKE "{table}" INCLUDING ALL) ON COMMIT DROP'
# Numbers below zero are never those of a row that stands in the room's own table.
NUMBERED_DOWN = """
ALTER TABLE pg_temp."{table}" ALTER COLUMN "{key}"
    SET MINVALUE -9223372036854775808 SET MAXVALUE -1 SET START WITH -1 SET INCREMENT BY -1 RESTART WITH -1
"""


@contextmanager
def tables(projection: Projection) -> Iterator[None]:
    """Inside, the room's models are empty. Outside nothing of it is left: a failure takes them back, too."""
    room, names = projection.room, [model._meta.db_table for model in _models(projection)]
    _run(room, [CREATE.format(table=name) for name in names])
    _run(room, [NUMBERED_DOWN.format(table=table, key=key) for table, key in _numbered(projection)])
    with forgetting_deferred():
        yield
    _run(room, [f'DROP TABLE pg_temp."{name}"' for name in names])


def _models(projection: Projection) -> list[type[Model]]:
    """All tables of the room but those that the projection's handlers only read."""
    models = apps.get_app_config(projection.room).get_models(include_auto_created=True)
    return [model for model in models if model not in projection.reads and model._meta.managed]


def _numbered(projection: Projection) -> list[tuple[str, str]]:
    """Tables of the projection whose rows the database numbers, with the column of the number."""
    return [(model._meta.db_table, key_of(model)) for model in projection.subjects if is_numbered(model)]


def key_of(model: type[Model]) -> str:
    """The column of its primary key."""
    return str(model._meta.pk.column)


def is_numbered(model: type[Model]) -> bool:
    return model._meta.pk.get_internal_type() in {"AutoField", "BigAutoField", "SmallAutoField"}


def _run(room: str, statements: Sequence[str]) -> None:
    with connections[alias_of(room)].cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
