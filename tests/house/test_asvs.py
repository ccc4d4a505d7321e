"""docs/asvs.md names every requirement of its chapters once, and only code and tests that there are."""

import ast
import re
from collections import Counter
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from tests.house.sources import ROOT

TABLE = ROOT / "docs" / "asvs.md"
COLUMNS = 6
STATES = ("yes", "partly: ", "not applicable: ")
# OWASP ASVS 5.0.0, levels 1 (marked with a star) and 2.
CHAPTERS = """
V6.1 1* 2 3
V6.2 1* 2* 3* 4* 5* 6* 7* 8* 9 10 11 12
V6.3 1* 2* 3 4
V6.4 1* 2* 3 4
V6.5 1 2 3 4 5
V6.6 1 2 3
V6.8 1 2 3 4
V7.1 1 2 3
V7.2 1* 2* 3* 4*
V7.3 1 2
V7.4 1* 2* 3 4 5
V7.5 1 2
V7.6 1 2
V8.1 1* 2
V8.2 1* 2* 3
V8.3 1*
V8.4 1
V9.1 1* 2* 3*
V9.2 1* 2 3 4
V10.1 1 2
V10.2 1 2
V10.3 1 2 3 4
V10.4 1* 2* 3* 4* 5* 6 7 8 9 10 11
V10.5 1 2 3 4 5
V10.6 1 2
V10.7 1 2 3
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    number: str
    level: str
    where: list[str]
    tests: list[str]
    state: str


def required() -> dict[str, str]:
    """The level of each requirement."""
    lines = [line.split() for line in CHAPTERS.split("\n") if line]
    return {
        f"{section}.{number.rstrip('*')}": "1" if number.endswith("*") else "2"
        for section, *numbers in lines
        for number in numbers
    }


def _row(cells: list[str]) -> Row:
    number, level, _, where, tests, state = cells
    return Row(number=number, level=level, where=_names(where), tests=_names(tests), state=state)


def _names(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


@cache
def rows() -> list[Row]:
    lines = [line for line in TABLE.read_text().split("\n") if re.match(r"\| V\d", line)]
    cells = [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]
    assert {len(each) for each in cells} == {COLUMNS}
    return [_row(each) for each in cells]


@cache
def names_in(file: Path) -> set[str]:
    tree = ast.parse(file.read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)}


def test_every_requirement_is_there_once() -> None:
    levels = required()
    counts = Counter(row.number for row in rows())
    assert len(levels) == 96
    assert {number: counts[number] for number in levels if counts[number] != 1} == {}
    assert {number for number, count in counts.items() if count > 1} == set()
    assert {row.number: row.level for row in rows() if row.number in levels} == levels


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.number)
def test_a_row_names_what_there_is(row: Row) -> None:
    assert row.state.startswith(STATES), row.state
    assert [path for path in row.where if not (ROOT / path).exists()] == []
    for test in row.tests:
        file, _, name = test.partition("::")
        assert (ROOT / file).is_file(), test
        assert name in names_in(ROOT / file), test
    if row.state.startswith("yes"):
        assert row.where, "where is it?"
        assert row.tests, "which test says so?"


def test_the_summary_counts_right() -> None:
    mine = [row for row in rows() if row.number in required()]
    counted = Counter((row.level, row.state.split(":")[0]) for row in mine)
    for level in ("1", "2"):
        told = [counted[level, state] for state in ("yes", "partly", "not applicable")]
        assert f"| {level} | {' | '.join(map(str, [*told, sum(told)]))} |" in TABLE.read_text()
