"""What the database itself refuses, whoever asks."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connections

from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import ImportSource
from apps.courses.models.publishing import Publication
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from gopro.database import atomic
from tests.apps.courses.factories import exercises_of, lessons_of, make_course, make_lesson, make_published

pytestmark = pytest.mark.usefixtures("db")
WRITTEN_ONCE = [CourseVersion, LessonVersion, ExerciseVersion, Publication]


@pytest.mark.parametrize("model", WRITTEN_ONCE)
def test_versions_and_the_publish_log_never_change(model: Any) -> None:
    make_published()
    before = list(model.objects.order_by("id").values())
    with pytest.raises(DatabaseError, match="is written once"), atomic("courses"):
        model.objects.update(n=99)
    with pytest.raises(DatabaseError, match="is written once"), atomic("courses"):
        model.objects.all()._raw_delete("courses")
    assert list(model.objects.order_by("id").values()) == before


@pytest.mark.parametrize("pointer", ["draft_version_id", "published_version_id"])
def test_a_pointer_stays_with_its_own_thing(pointer: str) -> None:
    one, other = make_published(), make_published()
    pairs: list[tuple[Any, Any]] = [(one, other), (lessons_of(one)[0], lessons_of(other)[0])]
    pairs.append((exercises_of(lessons_of(one)[0])[0], exercises_of(lessons_of(other)[0])[0]))
    for mine, yours in pairs:
        with pytest.raises(IntegrityError, match="is_its_own"), _checked_now():
            type(mine).objects.filter(id=mine.id).update(**{pointer: yours.draft_version_id})


def test_an_exercise_stays_in_its_course() -> None:
    one, other = make_published(), make_published()
    exercise = exercises_of(lessons_of(one)[0])[0]
    with pytest.raises(IntegrityError, match="in_its_course"), _checked_now():
        Exercise.objects.filter(id=exercise.id).update(lesson=lessons_of(other)[0])


def test_statuses_agree_with_pointers() -> None:
    draft, published = make_course(), make_published()
    with pytest.raises(IntegrityError, match="course_published_points"), atomic("courses"):
        Course.objects.filter(id=draft.id).update(status="published")
    with pytest.raises(IntegrityError, match="course_draft_unpublished"), atomic("courses"):
        Course.objects.filter(id=published.id).update(status="draft")
    with pytest.raises(IntegrityError, match="course_status_known"), atomic("courses"):
        Course.objects.filter(id=draft.id).update(status="odd")
    lesson = make_lesson(course=draft)
    with pytest.raises(IntegrityError, match="lesson_published_points"), atomic("courses"):
        Lesson.objects.filter(id=lesson.id).update(published_position=1)


def test_a_key_needs_a_source_and_is_once() -> None:
    one, other = make_course(), make_course()
    source = ImportSource.objects.create(kind="exercism", locator="exercism:go")
    with pytest.raises(IntegrityError, match="course_key_with_source"), atomic("courses"):
        Course.objects.filter(id=one.id).update(external_key="track")
    Course.objects.filter(id=one.id).update(external_key="track", source=source)
    with pytest.raises(IntegrityError, match="course_key_once"), atomic("courses"):
        Course.objects.filter(id=other.id).update(external_key="track", source=source)


def test_lessons_have_whole_numbers_of_their_own() -> None:
    course = make_course()
    first, second = make_lesson(course=course), make_lesson(course=course)
    assert first.number > 0
    assert second.number == first.number + 1


@contextmanager
def _checked_now() -> Iterator[None]:
    """Constraints that wait for the end of the transaction are checked at the end of this block."""
    with atomic("courses"):
        with connections["courses"].cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        yield
