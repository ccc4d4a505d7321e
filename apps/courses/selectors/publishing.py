"""What a publication would be made of, and what publications there were."""

from uuid import UUID

from pydantic import TypeAdapter

from apps.courses.contracts import OutlineLesson
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Exercise, Lesson
from apps.courses.models.publishing import Publication
from apps.courses.selectors import editing

OUTLINE = TypeAdapter(tuple[OutlineLesson, ...])


def ready_lessons(*, course_id: UUID) -> list[Lesson]:
    """In order; a section that is held back keeps its lessons back."""
    rows = editing.lessons_of(course_id=course_id).filter(readiness=Readiness.READY)
    rows = rows.exclude(section__readiness=Readiness.HELD).select_related("draft_version", "section__draft_version")
    return list(rows.defer("draft_version__body", "draft_version__body_html", "draft_version__resources"))


def ready_exercises(*, course_id: UUID) -> dict[UUID, list[Exercise]]:
    """By lesson, in order; only what an outline tells is loaded."""
    rows = editing.exercises_of(course_id=course_id).filter(readiness=Readiness.READY)
    told = ("title", "files", "recording_key", "requires")
    own = ("slug", "kind", "course", "lesson", "position", "readiness", "published_position", "published_lesson")
    rows = rows.only(*own, "published_version", *(f"draft_version__{name}" for name in told))
    found: dict[UUID, list[Exercise]] = {}
    for row in rows:
        found.setdefault(row.lesson_id, []).append(row)
    return found


def told_outline(publication: Publication) -> tuple[OutlineLesson, ...]:
    """The outline as `CoursePublished` told it."""
    return OUTLINE.validate_python(publication.outline)
