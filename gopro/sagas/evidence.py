"""What was removed, told without a word of it: how many rows of which table, and a digest of their ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Self

from django.db.models import Model, QuerySet


@dataclass(kw_only=True, slots=True)
class Evidence:
    """Grows with each portion; the digest goes on from the one before, so that it says in which order, too."""

    counts: dict[str, int] = field(default_factory=dict)
    digest: str = ""

    @classmethod
    def of(cls, *, counts: Mapping[str, int], digest: str) -> Self:
        return cls(counts=dict(counts), digest=digest)

    def delete(self, rows: QuerySet[Any]) -> int:
        """Delete these rows and note them. What goes with them must be deleted before, so that it is counted."""
        ids = self._note(rows)
        rows.model._default_manager.using(rows.db).filter(pk__in=ids).delete()
        return len(ids)

    def change(self, rows: QuerySet[Any], **values: Any) -> int:
        """The same for rows that stay, without what is personal in them."""
        ids = self._note(rows, suffix=" made anonymous")
        rows.model._default_manager.using(rows.db).filter(pk__in=ids).update(**values)
        return len(ids)

    def _note(self, rows: QuerySet[Any], *, suffix: str = "") -> list[Any]:
        ids = list(rows.order_by("pk").values_list("pk", flat=True))
        if ids:
            table = f"{_table(rows.model)}{suffix}"
            self.counts[table] = self.counts.get(table, 0) + len(ids)
            lines = "\n".join(f"{table} {each}" for each in ids)
            self.digest = sha256(f"{self.digest}\n{lines}".encode()).hexdigest()
        return ids


def _table(model: type[Model]) -> str:
    return model._meta.db_table
