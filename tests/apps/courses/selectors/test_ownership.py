"""Whose things are, by every key that a path may hold."""

import pytest

from apps.courses.errors import CourseNotFound, ExerciseNotFound, LessonNotFound
from apps.courses.selectors import ownership
from gopro.identifiers import uuid7
from tests.apps.courses.factories import exercises_of, lessons_of, make_course, make_published

pytestmark = pytest.mark.usefixtures("db")


def test_a_course_by_id_and_slug() -> None:
    draft, public = make_course(), make_published()
    for course, is_public in ((draft, False), (public, True)):
        for key in (str(course.id), course.slug):
            found = ownership.course(key=key)
            assert (found.id, found.owner_ids, found.is_public) == (course.id, (course.author_id,), is_public)


def test_parts_belong_to_the_author_of_their_course() -> None:
    course = make_published()
    lesson = lessons_of(course)[0]
    exercise = exercises_of(lesson)[0]
    for key in (str(lesson.id), str(lesson.number)):
        assert ownership.lesson(key=key).owner_ids == (course.author_id,)
    assert ownership.exercise(exercise_id=exercise.id).owner_ids == (course.author_id,)


@pytest.mark.parametrize("key", ["", "0", "-1", "٣", "99999999999", "x", "01a20c36-08ba-704a-83e9-dd58926f5eed"])
def test_what_isnt_there(key: str) -> None:
    with pytest.raises(CourseNotFound):
        ownership.course(key=key)
    with pytest.raises(LessonNotFound):
        ownership.lesson(key=key)
    with pytest.raises(ExerciseNotFound):
        ownership.exercise(exercise_id=uuid7())
