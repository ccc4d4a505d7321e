"""Whose course a thing belongs to, and whether everybody may know that it exists."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.courses.errors import CourseNotFound, ExerciseNotFound, LessonNotFound
from apps.courses.models.content import Course, Exercise, Lesson


@dataclass(frozen=True, kw_only=True, slots=True)
class Ownership:
    """Of the thing `id`."""

    id: UUID
    author_id: UUID | None
    is_public: bool

    @property
    def owner_ids(self) -> tuple[UUID, ...]:
        return (self.author_id,) if self.author_id else ()


def course(*, key: str) -> Ownership:
    """By id or slug."""
    found = _first(Course.objects.filter(by_id_or(key, name="slug")), "author_id")
    if found is None:
        raise CourseNotFound
    return found


def lesson(*, key: str) -> Ownership:
    """By id or number."""
    found = _first(Lesson.objects.filter(by_id_or(key, name="number")), "course__author_id")
    if found is None:
        raise LessonNotFound
    return found


def exercise(*, exercise_id: UUID) -> Ownership:
    found = _first(Exercise.objects.filter(id=exercise_id), "course__author_id")
    if found is None:
        raise ExerciseNotFound
    return found


def by_id_or(key: str, *, name: str) -> Q:
    """A path names a thing by its id or by a shorter key of its own."""
    try:
        return Q(id=UUID(key))
    except ValueError:
        if name == "number":
            return Q(number=int(key)) if key.isascii() and key.isdigit() and len(key) < 10 else Q(pk__in=())
        return Q(**{name: key})


def _first(rows: "QuerySet[Any]", author: str) -> Ownership | None:
    found = rows.values_list("id", author, "published_version_id").first()
    return Ownership(id=found[0], author_id=found[1], is_public=found[2] is not None) if found else None
