"""Immutable versions out of content: rendered once, here."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from apps.courses.models.banks import Bank, BankVersion
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import Section, SectionVersion
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from apps.courses.services.content import (
    BankContent,
    Content,
    CourseContent,
    ExerciseContent,
    LessonContent,
    SectionContent,
)
from apps.courses.services.media.references import noted
from apps.courses.services.media.rendering import render
from apps.courses.services.questions import orders


def course_version(*, course: Course, n: int, content: CourseContent, editor_id: UUID | None) -> CourseVersion:
    version = CourseVersion(
        course=course,
        n=n,
        created_by=editor_id,
        content_hash=content.hash(),
        description_html=render(content.description),
        **_columns(content),
    )
    return noted(version, content=content, course_id=course.id)


def section_version(*, section: Section, n: int, content: SectionContent, editor_id: UUID | None) -> SectionVersion:
    return SectionVersion(section=section, n=n, created_by=editor_id, content_hash=content.hash(), **_columns(content))


def lesson_version(*, lesson: Lesson, n: int, content: LessonContent, editor_id: UUID | None) -> LessonVersion:
    version = LessonVersion(
        lesson=lesson,
        n=n,
        created_by=editor_id,
        content_hash=content.hash(),
        body_html=render(content.body),
        **_columns(content),
    )
    return noted(version, content=content, course_id=lesson.course_id)


def exercise_version(
    *, exercise: Exercise, n: int, content: ExerciseContent, editor_id: UUID | None
) -> ExerciseVersion:
    version = ExerciseVersion(
        exercise=exercise,
        n=n,
        created_by=editor_id,
        content_hash=content.hash(),
        instructions_html=render(content.instructions),
        recording_key=content.recording_key(kind=exercise.kind),
        rendered=_rendered(content, owner=str(exercise.id)),
        **_columns(content),
    )
    return noted(version, content=content, course_id=exercise.course_id)


def bank_version(*, bank: Bank, n: int, content: BankContent, editor_id: UUID | None) -> BankVersion:
    version = BankVersion(
        bank=bank,
        n=n,
        created_by=editor_id,
        content_hash=content.hash(),
        rendered=[orders.rendered(question, owner=str(bank.id)) for question in content.questions],
        **_columns(content),
    )
    return noted(version, content=content, course_id=bank.course_id)


def _rendered(content: ExerciseContent, *, owner: str) -> dict[str, Any]:
    return {
        "hints": [render(hint["text"]) for hint in content.hints],
        "questions": [orders.rendered(question, owner=owner) for question in content.questions],
    }


def _columns(content: Content) -> dict[str, Any]:
    values = {each.name: getattr(content, each.name) for each in fields(content)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
