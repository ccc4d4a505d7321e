"""What the audit keeps of courses."""

import pytest

from apps.courses.services.authors import give_course
from apps.courses.services.courses import retire_course
from apps.courses.services.exercises import delete_exercise
from apps.courses.services.lessons import delete_lesson
from apps.courses.services.publishing import publish_course
from gopro.audit import trail
from gopro.identifiers import uuid7
from gopro.observability import context
from tests.apps.courses.factories import make_course, make_lesson, make_published, make_quiz

pytestmark = pytest.mark.usefixtures("db")


def kept() -> list[tuple[str, str, dict[str, str]]]:
    rows = trail.entries("courses").order_by("number")
    return [(row.action, row.object_id, row.changes) for row in rows]


def test_a_course_published_given_and_retired():
    course = make_published()
    author_id, former = uuid7(), course.author_id
    with context.bind(actor_id="ada"):
        publish_course(course_id=course.pk, publisher_id=None)
        give_course(course_id=course.pk, author_id=author_id)
        give_course(course_id=course.pk, author_id=author_id)
        retire_course(course_id=course.pk)
        retire_course(course_id=course.pk)
    assert kept() == [
        (
            "courses.course.publish",
            str(course.pk),
            {"version": "1", "policy": "pin", "choices": "keep", "impact": "Not asked for"},
        ),
        ("courses.course.give", str(course.pk), {"author_id": f"{former} → {author_id}"}),
        ("courses.course.retire", str(course.pk), {}),
    ]
    assert trail.entries("courses").latest("number").actor_id == "ada"


def test_what_was_taken_out_of_a_draft():
    lesson = make_lesson(course=make_course())
    exercise = make_quiz(lesson=lesson)
    for _ in range(2):
        delete_exercise(exercise_id=exercise.pk)
        delete_lesson(lesson_id=lesson.pk)
    assert kept() == [
        ("courses.exercise.delete", str(exercise.pk), {}),
        ("courses.lesson.delete", str(lesson.pk), {}),
    ]
