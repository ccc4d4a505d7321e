"""Courses for tests, made by the services that everybody uses."""

from collections.abc import Mapping, Sequence
from itertools import count
from typing import Any
from uuid import UUID

from apps.courses.models.banks import Bank
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import Recording
from apps.courses.models.structure import Section
from apps.courses.services.banks import create_bank
from apps.courses.services.content import BankContent, CourseContent, ExerciseContent, LessonContent, SectionContent
from apps.courses.services.courses import create_course
from apps.courses.services.exercises import create_exercise
from apps.courses.services.lessons import create_lesson
from apps.courses.services.publishing import publish_course
from apps.courses.services.sections import create_section
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
ORDER = {
    "key": "order",
    "kind": "ordering",
    "prompt": "In which order?",
    "choices": ["first", "second", "third", "fourth"],
    "answers": ["0", "1", "2", "3"],
    "tolerance": "0",
    "explanation": "",
}
QUESTIONS = (QUESTION, CHOICE, ORDER)
EXPECTED = {"TestSecretName": "PASS"}


def make_course(*, title: str = "", author_id: UUID | None = None, **content: Any) -> Course:
    title = title or f"Course {next(NUMBERS)}"
    return create_course(content=CourseContent(title=title, language="go", **content), author_id=author_id or uuid7())


def make_lesson(*, course: Course, title: str = "", section: Section | None = None, **content: Any) -> Lesson:
    title, section_id = title or f"Lesson {next(NUMBERS)}", section.id if section else None
    written = LessonContent(title=title, **content)
    return create_lesson(course_id=course.id, content=written, editor_id=None, section_id=section_id)


def make_section(*, course: Course, title: str = "", **content: Any) -> Section:
    title = title or f"Section {next(NUMBERS)}"
    return create_section(course_id=course.id, content=SectionContent(title=title, **content), editor_id=None)


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


def make_bank(*, course: Course, title: str = "", questions: Sequence[Mapping[str, Any]] = QUESTIONS) -> Bank:
    content = BankContent(title=title or f"Bank {next(NUMBERS)}", questions=tuple(questions))
    return create_bank(course_id=course.id, content=content, editor_id=None)


def make_drawing(*, lesson: Lesson, count: int, bank: Bank | None = None, **content: Any) -> tuple[Bank, Exercise]:
    """A bank of the lesson's course, and a quiz that draws from it alone."""
    bank = bank or make_bank(course=lesson.course)
    draws = ({"bank": str(bank.id), "version": 0, "count": count},)
    return bank, make_quiz(lesson=lesson, **({"questions": (), "draws": draws} | content))


def make_text(*, lesson: Lesson, **content: Any) -> Exercise:
    """Read by a person, with a rubric."""
    rubric = (
        {"key": "clear", "title": "Is it clear?", "description": "RUBRIC-SECRET"},
        {"key": "short", "title": "Is it short?", "description": ""},
    )
    written = ExerciseContent(**({"title": "Essay", "grading_mode": "none", "rubric": rubric} | content))
    return create_exercise(lesson_id=lesson.id, kind="text", content=written, editor_id=None)


def record_pass(exercise: Exercise, *, stub_passes: bool = False) -> Recording:
    recording, _ = Recording.objects.update_or_create(
        key=exercise.draft_version.recording_key,
        defaults={"language": "go", "passed": True, "expected": EXPECTED, "stub_passes": stub_passes},
    )
    return recording


def make_published(
    *, lessons: int = 1, title: str = "", author_id: UUID | None = None, section: str = "", **content: Any
) -> Course:
    """With a code exercise and a quiz in each lesson, all in a section if it has a title."""
    course = make_course(title=title, author_id=author_id, **content)
    home = make_section(course=course, title=section) if section else None
    for _ in range(lessons):
        lesson = make_lesson(course=course, section=home, body="Some *text*.", duration_minutes=10)
        make_code(lesson=lesson)
        make_quiz(lesson=lesson)
    return publish_course(course_id=course.id, publisher_id=course.author_id)


def lessons_of(course: Course) -> Sequence[Lesson]:
    return list(course.lessons.order_by("position"))


def exercises_of(lesson: Lesson) -> Sequence[Exercise]:
    return list(lesson.exercises.order_by("position"))
