"""Content hashes: what counts as a change of a node, and what doesn't; and which readers there are."""

from dataclasses import replace

import pytest

from apps.courses.services.importers.registry import READERS, reader_for
from apps.courses.services.importers.tree import (
    ImportedCourse,
    ImportedExercise,
    ImportedLesson,
    ImportedSource,
    content_hash,
)
from gopro.errors import Invalid

EXERCISE = ImportedExercise(
    external_key="e",
    slug="e",
    title="E",
    kind="code",
    instructions="Do.",
    difficulty="beginner",
    status="published",
    stub_files={"a.go": "1", "b.go": "2"},
)
LESSON = ImportedLesson(
    external_key="l",
    slug="l",
    title="L",
    summary="",
    body="",
    status="published",
    difficulty="beginner",
    exercises=(EXERCISE, replace(EXERCISE, external_key="f", slug="f")),
)
COURSE = ImportedCourse(
    source=ImportedSource(kind="markdown", locator="markdown:c", revision="1", archive_sha256="1"),
    external_key="c",
    slug="c",
    title="C",
    summary="",
    description="",
    language="go",
    difficulty="beginner",
    status="published",
    lessons=(LESSON,),
    concepts=(),
)


def test_a_hash_is_the_same_for_ever() -> None:
    assert content_hash(LESSON) == "d06185cafdc36e0afc651eaea27ec249849410dccd349a84d66dd6580d53a4b5"


def test_the_order_of_files_is_no_content() -> None:
    turned = replace(EXERCISE, stub_files={"b.go": "2", "a.go": "1"})
    assert content_hash(turned) == content_hash(EXERCISE)


@pytest.mark.parametrize(
    "changed",
    [
        replace(EXERCISE, title="F"),
        replace(EXERCISE, stub_files={"a.go": "1", "b.go": "3"}),
        replace(EXERCISE, stub_files={"a.go": "12", "b.go": ""}),
        replace(EXERCISE, status="draft"),
        replace(EXERCISE, concepts=("x",)),
    ],
)
def test_a_change_is_another_hash(changed: ImportedExercise) -> None:
    assert content_hash(changed) != content_hash(EXERCISE)


def test_a_change_of_a_child_is_no_change_of_its_parent() -> None:
    changed = replace(LESSON, exercises=(replace(EXERCISE, title="F"), LESSON.exercises[1]))
    assert content_hash(changed) == content_hash(LESSON)
    assert content_hash(replace(COURSE, lessons=(replace(LESSON, body="x"),))) == content_hash(COURSE)


def test_the_order_of_children_is_content() -> None:
    assert content_hash(replace(LESSON, exercises=LESSON.exercises[::-1])) != content_hash(LESSON)


def test_where_a_course_was_packed_is_no_content_but_its_license_is() -> None:
    packed = replace(COURSE.source, revision="2", archive_sha256="2")
    assert content_hash(replace(COURSE, source=packed)) == content_hash(COURSE)
    assert content_hash(replace(COURSE, source=replace(packed, license="MIT"))) != content_hash(COURSE)


def test_kinds() -> None:
    assert set(READERS) == {"exercism", "markdown", "olx"}
    with pytest.raises(
        Invalid, match=r"^'scorm' is no kind of course that can be read; these are: exercism, markdown, olx\.$"
    ):
        reader_for("scorm")
