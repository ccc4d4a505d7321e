"""The course that every new house begins with: all of it is recorded in the real sandbox and published."""

from pathlib import Path
from typing import Any

import pytest

from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.services.importers.registry import reader_for
from apps.courses.services.imports.run import Options, import_course
from gopro.archives.reader import open_tree
from gopro.untrusted import sandbox
from tests.places import sandbox_folder

ROOT = Path(__file__).resolve().parents[5]

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.usefixtures("db")]


def test_the_seed_course(committed: None, settings: Any) -> None:
    settings.SANDBOX_FOLDER = sandbox_folder()
    sandbox.cache_clear()
    with open_tree(ROOT / "apps/courses/content/go-first-steps") as tree:
        reading = reader_for("markdown")(tree)
    report = import_course(reading=reading, options=Options(), progress=lambda *_: None)
    entry = CatalogueEntry.objects.get()
    assert [node.reason for node in report.nodes if node.reason] == []
    assert (entry.slug, entry.lesson_count, entry.exercise_count) == ("go-first-steps", 8, 22)
    sandbox.cache_clear()
