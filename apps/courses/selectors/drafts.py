"""Drafts as plain values, for those who may edit them: with tests, solutions and answers."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import F, QuerySet

from apps.courses.models.choices import Readiness, Status
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import Recording
from apps.courses.models.structure import Section
from apps.courses.selectors import authors as authors_selectors
from apps.courses.selectors import editing, history, questions
from apps.courses.selectors.ownership import reach
from gopro.security.principal import Caller

type Values = QuerySet[Any, Any]

EDIT = "courses.course:edit"
COURSE = ("title", "summary", "language", "difficulty", "categories", "tags")
COURSE_DETAIL = ("description", "description_html", "license", "attribution", "requires")
SECTION = ("title", "summary")
LESSON = (
    "title", "summary", "body", "body_html", "duration_minutes", "difficulty", "resources", "concepts", "requires",
)  # fmt: skip
EXERCISE = (
    "title", "blurb", "instructions", "instructions_html", "hints", "tasks", "language", "difficulty", "difficulty_raw",
    "is_beta", "files", "readonly_files", "test_files", "solution_files", "grading_mode", "concepts",
    "prerequisites", "requires", "authors", "contributors", "source", "source_url", "redraws", "rubric",
)  # fmt: skip


def courses(*, editor: Caller, status: str) -> Values:
    """Courses that somebody may work on, the newest first."""
    rows = Course.objects.filter(
        reach(editor, permission=EDIT), **({} if status == "any" else {"status": Status(status)})
    )
    values = {name: F(f"draft_version__{name}") for name in COURSE}
    return rows.order_by("-created_at", "-pk").values(
        "pk", "id", "slug", "status", "author_id", "created_at", "updated_at", version=F("draft_version__n"), **values
    )


def shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: value for name, value in row.items() if name not in {"pk", "created_at"}} for row in rows]


def course(*, course_id: UUID, at: datetime | None = None) -> dict[str, Any]:
    """As it is, or as it was written at that time."""
    row = _as_of(editing.course(course_id=course_id), at=at)
    own = {name: getattr(row, name) for name in ("id", "slug", "status", "author_id", "updated_at")}
    authors = {"co_author_ids": authors_selectors.co_authors_of(course_id=row.id)}
    return own | authors | {"version": row.draft_version.n} | _of(row.draft_version, (*COURSE, *COURSE_DETAIL))


def section(*, section_id: UUID) -> dict[str, Any]:
    return shown_sections([editing.section(section_id=section_id)])[0]


def sections(*, course_id: UUID) -> "QuerySet[Section]":
    """Of a course's draft, in order."""
    return editing.sections_of(course_id=course_id)


def shown_sections(rows: list[Section]) -> list[dict[str, Any]]:
    """Each with the ids of its lessons in order."""
    homes = Lesson.objects.filter(section__in=rows).exclude(readiness=Readiness.RETIRED).order_by("position", "number")
    lessons: dict[UUID | None, list[UUID]] = {}
    for lesson_id, section_id in homes.values_list("id", "section_id"):
        lessons.setdefault(section_id, []).append(lesson_id)
    return [_part(row) | _of(row.draft_version, SECTION) | {"lessons": lessons.get(row.id, [])} for row in rows]


def lesson(*, lesson_id: UUID, at: datetime | None = None) -> dict[str, Any]:
    row = _as_of(editing.lesson(lesson_id=lesson_id), at=at)
    return _lesson(row) | _of(row.draft_version, LESSON)


def exercise(*, exercise_id: UUID, at: datetime | None = None) -> dict[str, Any]:
    row = _as_of(editing.exercise(exercise_id=exercise_id), at=at)
    own = {"lesson_id": row.lesson_id, "kind": row.kind, "version_id": row.draft_version_id}
    asked = {"questions": questions.written(row.draft_version), "draws": questions.drawing(row.draft_version)}
    return _part(row) | own | _of(row.draft_version, EXERCISE) | asked | {"recording": _recording(row)}


def lessons(*, course_id: UUID) -> "QuerySet[Lesson]":
    """Of a course's draft, in order."""
    return editing.lessons_of(course_id=course_id)


def shown_lessons(rows: list[Lesson]) -> list[dict[str, Any]]:
    listed = ("title", "summary", "duration_minutes", "difficulty", "concepts", "requires")
    return [_lesson(row) | _of(row.draft_version, listed) for row in rows]


def _as_of[Thing: (Course, Lesson, Exercise)](row: Thing, *, at: datetime | None) -> Thing:
    """With the draft version of that time; the row is never saved."""
    if at is not None:
        row.draft_version = history.draft_as_of(row.versions.all(), at=at)
    return row


def _lesson(row: Lesson) -> dict[str, Any]:
    return _part(row) | {"number": row.number, "section_id": row.section_id}


def _part(row: Section | Lesson | Exercise) -> dict[str, Any]:
    own = ("id", "slug", "course_id", "position", "readiness", "locally_modified")
    return {name: getattr(row, name) for name in own} | {"status": str(row.status), "version": row.draft_version.n}


def _of(version: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(version, name) for name in names}


def _recording(row: Exercise) -> dict[str, Any] | None:
    """What the reference solution did; None where it hasn't been run, or needn't be."""
    key = row.draft_version.recording_key
    found = Recording.objects.filter(key=key).first() if key else None
    return {"passed": found.passed, "expected": found.expected, "message": found.message} if found else None
