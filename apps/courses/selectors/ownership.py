"""Whose course a thing belongs to, who may work on it, and whether everybody may know that it exists."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.courses.errors import CourseNotFound, ExerciseNotFound, LessonNotFound
from apps.courses.models.content import Course, Exercise, Lesson
from gopro.errors import NotFound
from gopro.security import policy
from gopro.security.permission import Scope
from gopro.security.principal import Caller


@dataclass(frozen=True, kw_only=True, slots=True)
class Ownership:
    """Of the thing `id`; `missing` is what is said of it to whom may not know that there is such a thing."""

    id: UUID
    course_id: UUID
    author_id: UUID | None
    is_public: bool
    missing: type[NotFound]

    @property
    def owner_ids(self) -> tuple[UUID, ...]:
        return (self.author_id,) if self.author_id else ()

    def allows(self, caller: Caller, *, permission: str) -> bool:
        return policy.allows(principal=caller, permission=permission, owner_ids=self.owner_ids, within=self.course_id)


def course(*, key: str) -> Ownership:
    """By id or slug."""
    return _first(Course.objects.filter(by_id_or(key, name="slug")), course="", missing=CourseNotFound)


def lesson(*, key: str) -> Ownership:
    """By id or number."""
    return _first(Lesson.objects.filter(by_id_or(key, name="number")), course="course__", missing=LessonNotFound)


def exercise(*, exercise_id: UUID) -> Ownership:
    return _first(Exercise.objects.filter(id=exercise_id), course="course__", missing=ExerciseNotFound)


def reach(caller: Caller, *, permission: str, course: str = "") -> Q:
    """The rows on which the caller holds the permission; `course` leads from a row to its course, as in `course__`."""
    scope = policy.scope(principal=caller, permission=permission)
    if scope is Scope.ALL:
        return Q()
    own = Q(**{f"{course}author_id": caller.user_id}) if scope is Scope.OWN else Q(pk__in=())
    return own | Q(**{f"{course}id__in": policy.things(principal=caller, permission=permission)})


def by_id_or(key: str, *, name: str) -> Q:
    """A path names a thing by its id or by a shorter key of its own."""
    try:
        return Q(id=UUID(key))
    except ValueError:
        if name == "number":
            return Q(number=int(key)) if key.isascii() and key.isdigit() and len(key) < 10 else Q(pk__in=())
        return Q(**{name: key})


def _first(rows: "QuerySet[Any]", *, course: str, missing: type[NotFound]) -> Ownership:
    found = rows.values_list("id", f"{course}id", f"{course}author_id", "published_version_id").first()
    if found is None:
        raise missing
    own_id, course_id, author_id, version_id = found
    is_public = version_id is not None
    return Ownership(id=own_id, course_id=course_id, author_id=author_id, is_public=is_public, missing=missing)
