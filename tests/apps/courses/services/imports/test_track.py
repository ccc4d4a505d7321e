"""The whole Exercism Go track, as it lies beside the checkout."""

import json
from pathlib import Path
from typing import Any

import pytest

from apps.courses.facade import GradingFacade
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise
from apps.courses.models.versions import ExerciseVersion
from apps.courses.services.importers.registry import reader_for
from apps.courses.services.importers.tree import Reading
from apps.courses.services.imports.report import Report
from apps.courses.services.imports.run import Options, import_course
from gopro.archives.reader import open_tree
from gopro.testing.facts import Told
from gopro.untrusted import sandbox
from tests.places import sandbox_folder

CONTENT = Path(__file__).resolve().parents[6] / "shared" / "content"
ARCHIVE = CONTENT / "exercism-go.tar.gz"
STATE = sandbox_folder()

pytestmark = [
    pytest.mark.content,
    pytest.mark.usefixtures("db"),
    pytest.mark.skipif(not ARCHIVE.exists(), reason="needs the shared course content beside the checkout"),
]


def read() -> Reading:
    with open_tree(ARCHIVE) as tree:
        return reader_for("exercism")(tree)


def carry_out(**options: Any) -> Report:
    return import_course(reading=read(), options=Options(**options), progress=lambda *_: None)


def test_the_whole_track_without_running_it_twice(told: Told) -> None:
    first = carry_out(recording=False)
    exercises = Exercise.objects.count()
    assert (first.counts["created"], exercises) == (1 + Course.objects.get().lessons.count() + 177, 177)
    facts, versions = len(told), ExerciseVersion.objects.count()
    second = carry_out(recording=False)
    assert second.counts == {"unchanged": first.counts["created"]}
    assert (len(told), ExerciseVersion.objects.count()) == (facts, versions)


@pytest.mark.slow
@pytest.mark.timeout(1_800)
def test_the_whole_track_recorded(committed: None, told: Told, settings: Any) -> None:
    settings.SANDBOX_FOLDER = STATE
    sandbox.cache_clear()
    carry_out()
    sandbox.cache_clear()
    expected = json.loads((CONTENT / "exercism-go-expected-tests.json").read_text())
    published = Exercise.objects.filter(published_position__isnull=False, kind="code")
    versions = published.values_list("slug", "published_version_id")
    found = {slug: GradingFacade().package(version_id=version) for slug, version in versions if version}
    assert len(found) == 165
    assert {slug for slug, package in found.items() if package.mode == "refactor"} == {"ledger", "markdown"}
    assert [slug for slug, package in found.items() if package.expected != _tests(expected, slug)] == []
    assert [one.slug for one in Exercise.objects.filter(readiness=Readiness.HELD)] == ["savings-account"]  # wip
    facts = len(told)
    assert set(carry_out().counts) == {"unchanged"}
    assert len(told) == facts


def _tests(expected: Any, slug: str) -> Any:
    return expected[slug]["tests"]
