"""Courses for tests, made by the services that everybody uses."""

from collections.abc import Sequence
from itertools import count
from typing import Any
from uuid import UUID

from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import Recording
from apps.courses.services.content import CourseContent, ExerciseContent, LessonContent
from apps.courses.services.courses import create_course
from apps.courses.services.exercises import create_exercise
from apps.courses.services.lessons import create_lesson
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7

NUMBERS = count(1)
QUESTION = {
    "key": "sum",
    "kind": "numeric",
    "prompt": "What is `1 + 1`?",
    "choices": [],
    "answers": ["2"],
    "tolerance": "0",
    "explanation": "EXPLANATION-SECRET",
}
CHOICE = {
    "key": "pick",
    "kind": "single",
    "prompt": "Which?",
    "choices": ["This", "That"],
    "answers": ["1"],
    "tolerance": "0",
    "explanation": "",
}
EXPECTED = {"TestSecretName": "PASS"}


def make_course(*, title: str = "", author_id: UUID | None = None, **content: Any) -> Course:
    title = title or f"Course {next(NUMBERS)}"
    return create_course(content=CourseContent(title=title, language="go", **content), author_id=author_id or uuid7())


def make_lesson(*, course: Course, title: str = "", **content: Any) -> Lesson:
    title = title or f"Lesson {next(NUMBERS)}"
    return create_lesson(course_id=course.id, content=LessonContent(title=title, **content), editor_id=None)


def code_content(**content: Any) -> ExerciseContent:
    defaults: dict[str, Any] = {
        "title": "Greet",
        "language": "go",
        "instructions": "Write *Hello*.",
        "files": {"greet.go": "package greet // STUB"},
        "readonly_files": {"go.mod": "module greet"},
        "test_files": {"greet_test.go": "package greet // TESTS-SECRET"},
        "solution_files": {"greet.go": "package greet // SOLUTION-SECRET"},
        "hints": ({"task": 0, "text": "Think."},),
    }
    return ExerciseContent(**(defaults | content))


def quiz_content(**content: Any) -> ExerciseContent:
    return ExerciseContent(**({"title": "Quiz", "questions": (QUESTION, CHOICE)} | content))


def make_code(*, lesson: Lesson, recorded: bool = True, **content: Any) -> Exercise:
    """With `recorded` the reference solution is known to pass."""
    exercise = create_exercise(
        lesson_id=lesson.id, kind="code", content=code_content(**content), editor_id=None, slug=""
    )
    if recorded:
        record_pass(exercise)
    return exercise


def make_quiz(*, lesson: Lesson, **content: Any) -> Exercise:
    return create_exercise(lesson_id=lesson.id, kind="quiz", content=quiz_content(**content), editor_id=None)


def record_pass(exercise: Exercise, *, stub_passes: bool = False) -> Recording:
    recording, _ = Recording.objects.update_or_create(
        key=exercise.draft_version.recording_key,
        defaults={"language": "go", "passed": True, "expected": EXPECTED, "stub_passes": stub_passes},
    )
    return recording


def make_published(*, lessons: int = 1, title: str = "", author_id: UUID | None = None, **content: Any) -> Course:
    """With a code exercise and a quiz in each lesson."""
    course = make_course(title=title, author_id=author_id, **content)
    for _ in range(lessons):
        lesson = make_lesson(course=course, body="Some *text*.", duration_minutes=10)
        make_code(lesson=lesson)
        make_quiz(lesson=lesson)
    return publish_course(course_id=course.id, publisher_id=course.author_id)


def lessons_of(course: Course) -> Sequence[Lesson]:
    return list(course.lessons.order_by("position"))


def exercises_of(lesson: Lesson) -> Sequence[Exercise]:
    return list(lesson.exercises.order_by("position"))
