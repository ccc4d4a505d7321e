"""From shadow tables into a projection's own: the missing is inserted, the different updated, the rest deleted.

Rows keep their keys, so that whatever points to them goes on pointing; a numbered row is known again by its unique
constraint.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.db import connections
from django.db.models import ForeignKey, Model, UniqueConstraint

from gopro.database import alias_of
from gopro.events.operations.projections import Projection
from gopro.events.operations.shadow import is_numbered, key_of

type Keys = Mapping[type[Model], Sequence[Any]]

RENUMBERED = """
CREATE TEMPORARY TABLE renumbered ON COMMIT DROP AS
SELECT shadow."{key}" AS old, coalesce(own."{key}", nextval(pg_get_serial_sequence('{own}', '{key}'))) AS new
FROM pg_temp."{table}" AS shadow LEFT JOIN {own} AS own ON {same}
"""
RENUMBER = 'UPDATE pg_temp."{table}" AS shadow SET "{column}" = new FROM renumbered WHERE shadow."{column}" = old'
DELETE = """
DELETE FROM {own} AS own
WHERE own."{key}" = ANY(%s) AND NOT EXISTS (SELECT FROM pg_temp."{table}" AS shadow WHERE shadow."{key}" = own."{key}")
"""
UPSERT = """
INSERT INTO {own} AS own ({columns}) OVERRIDING SYSTEM VALUE SELECT {columns} FROM pg_temp."{table}"
ON CONFLICT ("{key}") DO UPDATE SET {sets} WHERE ({own_values}) IS DISTINCT FROM ({told_values})
RETURNING (xmax = 0)
"""


def own_keys(projection: Projection, *, subjects: Sequence[str]) -> Keys:
    """The keys of the rows that there are for these subjects; asked before there are shadow tables."""
    return {
        model: list(model._default_manager.filter(**{f"{path}__in": subjects}).values_list("pk", flat=True))
        for model, path in projection.subjects.items()
    }


def merge(projection: Projection, *, held: Keys) -> Counter[str]:
    """Make the rows of `held` and of the shadow tables those of the shadow tables; answers how many changed how."""
    room, models = projection.room, list(projection.subjects)
    for model in models:
        if is_numbered(model):
            _renumber(room, model=model, among=models)
    changed: Counter[str] = Counter()
    for model in reversed(models):
        changed["deleted"] += _run(room, DELETE.format(**_names(room, model)), [held[model]])
    for model in models:
        changed += _upsert(room, model=model)
    return changed


def _renumber(room: str, *, model: type[Model], among: Sequence[type[Model]]) -> None:
    """Give shadow rows the numbers of the rows that they stand for, and new ones to the others."""
    same = " AND ".join(f'own."{column}" = shadow."{column}"' for column in _natural_key(model))
    _run(room, RENUMBERED.format(**_names(room, model), same=same))
    _run(room, RENUMBER.format(table=model._meta.db_table, column=key_of(model)))
    for table, column in _pointing_to(model, among=among):
        _run(room, RENUMBER.format(table=table, column=column))
    _run(room, "DROP TABLE renumbered")


def _natural_key(model: type[Model]) -> list[str]:
    unique = next(one for one in model._meta.constraints if isinstance(one, UniqueConstraint) and one.fields)
    return [str(field.column) for field in model._meta.concrete_fields if field.name in unique.fields]


def _pointing_to(model: type[Model], *, among: Sequence[type[Model]]) -> Iterator[tuple[str, str]]:
    for other in among:
        for field in other._meta.concrete_fields:
            if isinstance(field, ForeignKey) and field.related_model is model:
                yield other._meta.db_table, field.column


def _upsert(room: str, *, model: type[Model]) -> Counter[str]:
    key = key_of(model)
    columns = [field.column for field in model._meta.concrete_fields]
    others = [column for column in columns if column != key]
    sql = UPSERT.format(
        **_names(room, model),
        columns=", ".join(f'"{column}"' for column in columns),
        sets=", ".join(f'"{column}" = excluded."{column}"' for column in others),
        own_values=", ".join(f'own."{column}"' for column in others),
        told_values=", ".join(f'excluded."{column}"' for column in others),
    )
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql)
        return Counter("inserted" if is_new else "updated" for (is_new,) in cursor.fetchall())


def _names(room: str, model: type[Model]) -> dict[str, str]:
    table = model._meta.db_table
    return {"own": f'"{room}"."{table}"', "table": table, "key": key_of(model)}


def _run(room: str, sql: str, params: Sequence[Any] | None = None) -> int:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
