"""The real track, counted by a walker that knows nothing of the reader."""

import io
import json
import tarfile
import time
from collections import Counter
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from apps.courses.services.importers.registry import reader_for
from apps.courses.services.importers.tree import Reading, content_hash
from gopro.archives.reader import open_tree
from gopro.markdown import render
from tests.apps.courses.importers.trees import exercises, file_lines, lessons

ROOT = Path(__file__).parents[4]
SHARED = ROOT.parent / "shared" / "content"
ARCHIVE = SHARED / "exercism-go.tar.gz"
SEED = ROOT / "apps" / "courses" / "content" / "go-first-steps"
SECONDS = 5

pytestmark = [
    pytest.mark.content,
    pytest.mark.skipif(not ARCHIVE.exists(), reason="the shared course content isn't beside this checkout"),
]


@pytest.fixture(scope="module")
def reading() -> Reading:
    started = time.process_time()
    with open_tree(ARCHIVE) as tree:
        found = reader_for("exercism")(tree)
    assert time.process_time() - started < SECONDS
    return found


@pytest.fixture(scope="module")
def packed() -> dict[str, bytes]:
    """Every file of the archive, by a walk of its own."""
    with tarfile.open(fileobj=io.BytesIO(ARCHIVE.read_bytes())) as tar:
        return {
            str(PurePosixPath(*PurePosixPath(info.name).parts[1:])): handle.read()
            for info in tar
            if info.isfile() and (handle := tar.extractfile(info))
        }


@pytest.fixture(scope="module")
def upstream(packed: dict[str, bytes]) -> dict[str, dict[str, Any]]:
    config = json.loads(packed["config.json"])
    return {entry["slug"]: entry | {"group": group} for group, all in config["exercises"].items() for entry in all}


def test_every_file_has_exactly_one_line(reading: Reading, packed: dict[str, bytes]) -> None:
    lines = file_lines(reading)
    assert len(packed) == 1843
    assert set(lines) == set(packed)
    assert Counter(line.action for line in lines.values()) == {"used": 1486, "ignored": 357}
    assert Counter(line.type for line in lines.values() if line.action == "used") == {
        "document": 379,
        "test": 310,
        "config": 214,
        "readonly": 192,
        "stub": 177,
        "solution": 177,
        "links": 35,
        "license": 1,
        "provenance": 1,
    }


def test_every_remark_is_about_something_that_is_there(reading: Reading, packed: dict[str, bytes]) -> None:
    found = [line for line in reading.lines if "#" in line.path]
    assert Counter((line.type, line.action) for line in found) == {
        ("key", "ignored"): 226,
        ("concept", "ignored"): 3,
        ("exercise", "unsupported"): 2,
    }
    assert len({(line.path, line.reason) for line in found}) == len(found)
    for line in found:
        path, _, pointer = line.path.partition("#/")
        node = json.loads(packed[path])
        for part in pointer.split("/"):
            node = node[int(part)] if isinstance(node, list) else node[part]


def test_counts(reading: Reading, upstream: dict[str, dict[str, Any]]) -> None:
    found = exercises(reading)
    assert set(found) == set(upstream)
    assert Counter(upstream[slug]["group"] for slug in found) == {"concept": 29, "practice": 148}
    assert Counter(exercise.status for exercise in found.values()) == {"published": 165, "draft": 1, "retired": 11}
    assert Counter(exercise.difficulty for exercise in found.values()) == {
        "beginner": 89,
        "intermediate": 77,
        "advanced": 11,
    }
    assert len(reading.course.concepts) == 38
    assert len(reading.course.lessons) == 38
    assert sum(len(lesson.exercises) for lesson in reading.course.lessons) == 177
    assert {
        slug: len(lesson.exercises) for slug, lesson in lessons(reading).items() if slug.startswith("practice-")
    } == {
        "practice-beginner": 35,
        "practice-intermediate": 65,
        "practice-advanced": 11,
    }
    assert [slug for slug, lesson in lessons(reading).items() if lesson.status != "published"] == ["constants"]


def test_each_exercise_is_its_entry(
    reading: Reading, packed: dict[str, bytes], upstream: dict[str, dict[str, Any]]
) -> None:
    keys = {concept.slug: concept.external_key for concept in reading.course.concepts}
    for slug, exercise in exercises(reading).items():
        entry = upstream[slug]
        assert (exercise.external_key, exercise.title) == (entry["uuid"], entry["name"])
        assert exercise.difficulty_raw == entry.get("difficulty")
        assert exercise.prerequisites == tuple(keys[other] for other in entry["prerequisites"])
        practised = entry["concepts"] if entry["group"] == "concept" else entry["practices"]
        assert exercise.concepts == tuple(keys[other] for other in practised)
        meta = json.loads(packed[f"exercises/{entry['group']}/{slug}/.meta/config.json"])
        assert (exercise.blurb, list(exercise.authors)) == (meta["blurb"], meta["authors"])
        assert exercise.source_url == meta.get("source_url", "")


def test_every_visible_file_reaches_its_exercise(
    reading: Reading, packed: dict[str, bytes], upstream: dict[str, dict[str, Any]]
) -> None:
    for slug, exercise in exercises(reading).items():
        folder = f"exercises/{upstream[slug]['group']}/{slug}/"
        visible = {
            name.removeprefix(folder): data.decode()
            for name, data in packed.items()
            if name.startswith(folder) and not name.removeprefix(folder).startswith(".")
        }
        taken = [exercise.stub_files, exercise.test_files, exercise.readonly_files]
        assert sum(len(files) for files in taken) == len(visible)
        assert {name: text for files in taken for name, text in files.items()} == visible
        assert exercise.solution_files.keys() == exercise.stub_files.keys()


def test_traps(reading: Reading) -> None:
    found = exercises(reading)
    assert "cases_test.go" in found["save-the-cow"].test_files
    assert "asktoomuch_test.go" in found["series"].test_files
    assert set(found["counter"].readonly_files) == {
        *(f"impl{number}.go" for number in (1, 2, 3, 4)),
        "interface.go",
        "maker.go",
        "go.mod",
    }
    assert "car.go" in found["jedliks-toys"].readonly_files
    assert {slug for slug, exercise in found.items() if exercise.grading_mode != "tests"} == {"counter", "deep-thought"}
    assert {found[slug].status for slug in ("counter", "deep-thought")} == {"retired"}
    assert found["savings-account"].status == "draft"
    assert [hint.task for hint in found["meteorology"].hints] == [1, 2, 3, 4, 5]
    assert [hint.task for hint in found["parsing-log-files"].hints] == [0, 1, 2, 3, 4, 5]


def test_what_is_gradeable_is_what_has_recorded_tests(reading: Reading) -> None:
    recorded = json.loads((SHARED / "exercism-go-expected.json").read_text())
    graded = {slug for slug, exercise in exercises(reading).items() if exercise.grading_mode == "tests"}
    assert graded == {slug for slug, answer in recorded.items() if answer["example"] == "pass"}


def test_reading_it_again_is_the_same(reading: Reading) -> None:
    with open_tree(ARCHIVE) as tree:
        again = reader_for("exercism")(tree)
    assert again == reading
    assert content_hash(again.course) == content_hash(reading.course)


def test_every_text_can_be_rendered(reading: Reading) -> None:
    for lesson in reading.course.lessons:
        html = render(lesson.body)
        assert html.startswith("<")
        assert "exercism/note" not in html


@pytest.mark.skipif(not SEED.exists(), reason="the seed course isn't here")
def test_the_seed_course_leaves_nothing_out() -> None:
    with open_tree(SEED) as tree:
        found = reader_for("markdown")(tree)
    assert {line.action for line in found.lines} == {"used"}
    assert len(file_lines(found)) == sum(path.is_file() for path in SEED.rglob("*"))
    kinds = Counter(exercise.kind for exercise in exercises(found).values())
    assert kinds["code"] == len(list(SEED.rglob("exercise.yaml")))
    assert kinds["quiz"] == len(list(SEED.rglob("quiz.yaml")))
    assert all(exercise.grading_mode == "tests" for exercise in exercises(found).values() if exercise.kind == "code")
