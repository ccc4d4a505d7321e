"""Immutable versions out of content: rendered once, here."""

from dataclasses import fields
from typing import Any
from uuid import UUID

from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from apps.courses.services.content import Content, CourseContent, ExerciseContent, LessonContent
from gopro.markdown import render


def course_version(*, course: Course, n: int, content: CourseContent, editor_id: UUID | None) -> CourseVersion:
    return CourseVersion(
        course=course,
        n=n,
        created_by=editor_id,
        content_hash=content.hash(),
        description_html=render(content.description),
        **_columns(content),
    )


def lesson_version(*, lesson: Lesson, n: int, content: LessonContent, editor_id: UUID | None) -> LessonVersion:
    return LessonVersion(
        lesson=lesson,
        n=n,
        created_by=editor_id,
        content_hash=content.hash(),
        body_html=render(content.body),
        **_columns(content),
    )


def exercise_version(
    *, exercise: Exercise, n: int, content: ExerciseContent, editor_id: UUID | None
) -> ExerciseVersion:
    return ExerciseVersion(
        exercise=exercise,
        n=n,
        created_by=editor_id,
        content_hash=content.hash(),
        instructions_html=render(content.instructions),
        recording_key=content.recording_key(kind=exercise.kind),
        rendered=_rendered(content),
        **_columns(content),
    )


def _rendered(content: ExerciseContent) -> dict[str, Any]:
    return {
        "hints": [render(hint["text"]) for hint in content.hints],
        "questions": [
            {
                "prompt": render(question["prompt"]),
                "choices": [render(choice) for choice in question["choices"]],
                "explanation": render(question["explanation"]),
            }
            for question in content.questions
        ],
    }


def _columns(content: Content) -> dict[str, Any]:
    values = {each.name: getattr(content, each.name) for each in fields(content)}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}
