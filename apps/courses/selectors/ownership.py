"""Whose course a thing belongs to, who may work on it, and whether everybody may know that it exists."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, Q, QuerySet

from apps.courses.errors import BankNotFound, CourseNotFound, ExerciseNotFound, LessonNotFound, SectionNotFound
from apps.courses.models.banks import Bank
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.structure import CoAuthor, Section
from gopro.errors import NotFound
from gopro.security import policy
from gopro.security.permission import Scope
from gopro.security.principal import Caller

LEADS_ALONE = frozenset({"courses.course:give", "courses.course:delete"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Ownership:
    """Of the thing `id`; `missing` is what is said of it to whom may not know that there is such a thing."""

    id: UUID
    course_id: UUID
    author_id: UUID | None
    co_author_ids: tuple[UUID, ...]
    is_public: bool
    missing: type[NotFound]

    @property
    def owner_ids(self) -> tuple[UUID, ...]:
        return (*((self.author_id,) if self.author_id else ()), *self.co_author_ids)

    def allows(self, caller: Caller, *, permission: str) -> bool:
        owner_ids = owners(permission, lead_id=self.author_id, all_ids=self.owner_ids)
        return policy.allows(principal=caller, permission=permission, owner_ids=owner_ids, within=self.course_id)


def owners(permission: str, *, lead_id: UUID | None, all_ids: Collection[UUID]) -> Collection[UUID]:
    """Whose own a course is: co-authors write and publish it, the lead alone gives it away, and deletes it."""
    return all_ids if permission not in LEADS_ALONE else [lead_id] if lead_id else []


def course(*, key: str) -> Ownership:
    """By id or slug."""
    return _first(Course.objects.filter(by_id_or(key, name="slug")), course="", missing=CourseNotFound)


def lesson(*, key: str) -> Ownership:
    """By id or number."""
    return _first(Lesson.objects.filter(by_id_or(key, name="number")), course="course__", missing=LessonNotFound)


def section(*, section_id: UUID) -> Ownership:
    return _first(Section.objects.filter(id=section_id), course="course__", missing=SectionNotFound)


def exercise(*, exercise_id: UUID) -> Ownership:
    return _first(Exercise.objects.filter(id=exercise_id), course="course__", missing=ExerciseNotFound)


def bank(*, bank_id: UUID) -> Ownership:
    """Nobody but those who may edit its course knows that there is one."""
    course_id = Bank.objects.filter(id=bank_id, is_retired=False).values_list("course_id", flat=True).first()
    if course_id is None:
        raise BankNotFound
    return replace(course(key=str(course_id)), id=bank_id, is_public=False, missing=BankNotFound)


def reach(caller: Caller, *, permission: str, course: str = "") -> Q:
    """The rows on which the caller holds the permission; `course` leads from a row to its course, as in `course__`."""
    scope = policy.scope(principal=caller, permission=permission)
    if scope is Scope.ALL:
        return Q()
    own = written_by(caller.user_id, permission=permission, course=course) if scope is Scope.OWN else Q(pk__in=())
    return own | Q(**{f"{course}id__in": policy.things(principal=caller, permission=permission)})


def written_by(user_id: UUID | None, *, permission: str, course: str = "") -> Q:
    """The rows of courses that are this user's own, as far as the permission goes; nobody owns what has no author."""
    if user_id is None:
        return Q(pk__in=())
    leads = Q(**{f"{course}author_id": user_id})
    if permission in LEADS_ALONE:
        return leads
    return leads | Q(**{f"{course}id__in": CoAuthor.objects.filter(user_id=user_id).values("course_id")})


def by_id_or(key: str, *, name: str) -> Q:
    """A path names a thing by its id or by a shorter key of its own."""
    try:
        return Q(id=UUID(key))
    except ValueError:
        if name == "number":
            return Q(number=int(key)) if key.isascii() and key.isdigit() and len(key) < 10 else Q(pk__in=())
        return Q(**{name: key})


def _first(rows: "QuerySet[Any]", *, course: str, missing: type[NotFound]) -> Ownership:
    theirs = CoAuthor.objects.filter(course_id=OuterRef(f"{course}id")).order_by().values("user_id")
    columns = ("id", f"{course}id", f"{course}author_id", "published_version_id")
    found = rows.values_list(*columns, ArraySubquery(theirs)).first()
    if found is None:
        raise missing
    own_id, course_id, author_id, version_id, co_author_ids = found
    return Ownership(
        id=own_id,
        course_id=course_id,
        author_id=author_id,
        co_author_ids=tuple(co_author_ids),
        is_public=version_id is not None,
        missing=missing,
    )
