"""The tables at the end, for eyes, and the same for programs."""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.faults.run import Row

FILE = Path(__file__).parents[2] / "build" / "faults.json"
TITLE = "Faults: effects = told × 2; gone, lost, double, order, phantom and head≠cursor must be 0"
COLUMNS = {
    "fault": "fault",
    "rounds": "rounds",
    "kills": "kills",
    "changes": "told",
    "acknowledged": "ack'd",
    "effects": "effects",
    "gone": "gone",
    "lost": "lost",
    "doubled": "double",
    "disordered": "order",
    "phantom": "phantom",
    "unequal": "head≠cursor",
    "refused": "refused",
    "slowest_recovery": "back s",
    "slowest_fact": "fact s",
    "slowest_write": "write s",
    "seed": "seed",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Catch:
    mutant: str
    fault: str
    sign: str

    @property
    def verdict(self) -> str:
        return f"caught: {self.sign}" if self.sign else "LIVES"


def show(rows: Sequence[Row], catches: Sequence[Catch]) -> None:
    console = Console(width=220)
    if rows:
        table = _table(TITLE, *COLUMNS.values())
        for row in rows:
            table.add_row(*(str(row.figures[name]) for name in COLUMNS))
        console.print(table)
    if catches:
        table = _table("Mutants", "mutant", "fault", "verdict")
        for catch in catches:
            table.add_row(catch.mutant, catch.fault, catch.verdict)
        console.print(table)


def write(rows: Sequence[Row], catches: Sequence[Catch]) -> None:
    """Adds to what stands there: what was tried again replaces its older figures."""
    FILE.parent.mkdir(exist_ok=True)
    kept = json.loads(FILE.read_text()) if FILE.exists() else {}
    faults = {row["fault"]: row for row in kept.get("faults", [])} | {row.fault: row.figures for row in rows}
    mutants = {_key(one): one for one in kept.get("mutants", [])} | {
        _key(one): one for one in (asdict(catch) for catch in catches)
    }
    figures = {"faults": list(faults.values()), "mutants": list(mutants.values())}
    FILE.write_text(json.dumps(figures, indent=1) + "\n")


def _key(catch: dict[str, Any]) -> tuple[str, str]:
    return catch["mutant"], catch["fault"]


def _table(title: str, *columns: str) -> Table:
    table = Table(title=title)
    for number, column in enumerate(columns):
        table.add_column(column, justify="left" if number == 0 or len(columns) == 3 else "right")
    return table
