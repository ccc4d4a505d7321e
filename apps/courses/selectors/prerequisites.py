"""What is to be done before what: courses before courses, and lessons and exercises within a course."""

from collections.abc import Collection, Iterable
from typing import Any
from uuid import UUID

from django.db.models import F, Q, QuerySet

from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.selectors.graphs import Before, all_before, in_order

type Parts = type[Lesson] | type[Exercise]


def of_courses(course_ids: Collection[UUID]) -> Before:
    """By the draft and by what learners see, so that neither can close a cycle with the other."""
    rows = Course.objects.filter(id__in=course_ids)
    columns = rows.values_list("id", "draft_version__requires", "published_version__requires")
    return {each: tuple({*draft, *(published or ())}) for each, draft, published in columns}


def of_parts(model: Parts, *, course_id: UUID) -> Before:
    """By the drafts of all lessons, or all exercises, of a course; those that were taken away may come back."""
    rows = model._default_manager.filter(course_id=course_id)
    return dict(rows.values_list("id", "draft_version__requires"))


def known_parts(model: Parts, *, course_id: UUID) -> set[UUID]:
    rows = model._default_manager.filter(course_id=course_id).exclude(readiness=Readiness.RETIRED)
    return set(rows.values_list("id", flat=True))


def known_courses(*, ids: Iterable[UUID], author_id: UUID | None) -> set[UUID]:
    """Those of them that an author may name: everybody's, and their own drafts."""
    named = Q(published_version__isnull=False) | Q(author_id=author_id, author_id__isnull=False)
    return set(Course.objects.filter(named, id__in=list(ids)).values_list("id", flat=True))


def titles_of_courses(*, ids: Iterable[UUID], author_id: UUID | None) -> dict[UUID, str]:
    """As the author may know them."""
    known = known_courses(ids=ids, author_id=author_id)
    return dict(Course.objects.filter(id__in=known).values_list("id", "draft_version__title"))


def titles_of_parts(model: Parts, *, ids: Iterable[UUID]) -> dict[UUID, str]:
    return dict(model._default_manager.filter(id__in=list(ids)).values_list("id", "draft_version__title"))


def titles_in_draft(model: Parts, *, course_id: UUID, also: Collection[UUID]) -> dict[UUID, str]:
    """Of the parts that stand in a draft, and of some that don't any more."""
    rows = model._default_manager.filter(course_id=course_id)
    rows = rows.filter(~Q(readiness=Readiness.RETIRED) | Q(id__in=also)).order_by("position", "id")
    return dict(rows.values_list("id", "draft_version__title"))


def shown_courses(*, ids: Iterable[UUID]) -> list[dict[str, Any]]:
    """What learners are told of courses to take before, in the order in which they were named."""
    wanted = list(ids)
    found = {row["id"]: row for row in _published(wanted)}
    return [found[each] for each in wanted if each in found]


def path_to(*, course_id: UUID) -> list[dict[str, Any]]:
    """Every course to take before this one, near and far, in an order in which they can be taken."""
    before = all_before(start=[course_id], edges=_as_published)
    return shown_courses(ids=[each for each in in_order(before) if each != course_id])


def listed(model: Parts, *, ids: Iterable[UUID]) -> set[UUID]:
    """Those of them that learners find."""
    wanted = set(ids)
    if not wanted:
        return set()
    rows = model._default_manager.filter(id__in=wanted, published_position__isnull=False)
    return set(rows.values_list("id", flat=True))


def _as_published(course_ids: Collection[UUID]) -> Before:
    rows = Course.objects.filter(id__in=course_ids, published_version__isnull=False)
    return dict(rows.values_list("id", "published_version__requires"))


def _published(ids: Collection[UUID]) -> "QuerySet[Course, Any]":
    rows = Course.objects.filter(id__in=ids, published_version__isnull=False)
    return rows.values("id", "slug", title=F("published_version__title"))
