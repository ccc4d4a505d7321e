"""Every way on which something happens tells its facts, all of them, in order, and nothing when nothing changes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from gopro.events.catalogue.entries import entries
from gopro.security import attempts, revocations
from gopro.security.tokens import generate
from gopro.testing.facts import Told
from tests.apps.paths import courses, notifications, progress, retelling, structure, users
from tests.apps.paths.cases import CASES, Case, Doors
from tests.house.sources import sources

TABLES = (courses, notifications, progress, retelling, structure, users)


@pytest.fixture(autouse=True)
def clean(db: None) -> Iterator[None]:
    generate(settings.KEY_FOLDER)
    yield
    revocations.known.forget()
    attempts.here.clear()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_path_tells_its_facts(case: Case, tmp_path: Path) -> None:
    act = case.make(Doors(folder=tmp_path))
    first = Told()
    act()
    assert [type(fact).__name__ for fact in first] == [fact.__name__ for fact in case.tells]
    again = Told()
    act()
    assert [type(fact).__name__ for fact in again] == [fact.__name__ for fact in case.again]


def test_every_fact_is_caused_by_a_test() -> None:
    """In the table; or by name in a test of its own, where it takes a saga through several rooms.

    The audit's are the kernel's, and tested there.
    """
    assert {case.make.__module__ for case in CASES} == {table.__name__ for table in TABLES}
    caused = {fact for case in CASES for fact in case.tells}
    tests = [source.text for source in sources("tests/apps") if "tests/apps/paths/" not in source.name]
    others = [one for one in entries() if one.contract not in caused and not one.contract.kind().endswith(".audit")]
    assert [entry.wire_name for entry in others if not any(entry.title in text for text in tests)] == []
