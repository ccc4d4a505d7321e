"""What courses keeps of a person: which courses they wrote, and what of them they changed or published."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from apps.courses.models.content import Course
from apps.courses.models.publishing import Publication
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion

ALL_AT_ONCE = 500
VERSIONS = {"course": CourseVersion, "lesson": LessonVersion, "exercise": ExerciseVersion}


def sections(*, user_id: UUID) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """Rows by section, read as they are asked for."""
    courses = Course.objects.filter(author_id=user_id).order_by("pk")
    publications = Publication.objects.filter(published_by=user_id).order_by("pk")
    found = {
        "courses": courses.values("id", "slug", "status", "draft_version__title", "created_at", "updated_at"),
        "publications": publications.values("course_id", "n", "published_at"),
    }
    for name, model in VERSIONS.items():
        rows = model._default_manager.filter(created_by=user_id).order_by("pk")
        found[f"{name}_versions"] = rows.values("id", f"{name}_id", "n", "title", "created_at")
    return {name: rows.iterator(chunk_size=ALL_AT_ONCE) for name, rows in found.items()}
