"""What everybody may read: the catalogue and what is published, as plain values. No draft column is named here."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce

from apps.courses.errors import CourseNotFound
from apps.courses.models.choices import TagKind, TallyKind
from apps.courses.models.content import Course
from apps.courses.models.search import Tally
from apps.courses.models.taxonomy import Category, Tag
from apps.courses.selectors.authors import co_authors_of
from apps.courses.selectors.ownership import by_id_or
from apps.courses.selectors.prerequisites import shown_courses
from apps.courses.selectors.search import matching
from apps.courses.selectors.search.matching import Filters

type Values = QuerySet[Any, Any]

LISTED = (
    "id", "slug", "title", "summary", "language", "difficulty", "categories", "tags", "author_id",
    "version", "lesson_count", "exercise_count", "duration_minutes", "published_at", "updated_at",
)  # fmt: skip
WRITTEN = (
    "title", "summary", "description", "description_html", "language", "difficulty", "categories", "tags",
    "license", "attribution", "requires",
)  # fmt: skip
COUNTED = ("version", "lesson_count", "exercise_count", "duration_minutes", "published_at", "updated_at")
SHELF = ("id", "slug", "name", "course_count")
ORDERINGS = {
    "newest": ("-published_at", "-pk"),
    "oldest": ("published_at", "pk"),
    "updated": ("-updated_at", "-pk"),
    "title": ("title", "pk"),
}


def entries(*, ordering: str = "", **filters: Any) -> Values:
    """Published courses, without a search: the newest first, unless another ordering is asked for."""
    rows = matching.matches(conditions=Filters(**filters).conditions(), question=None)
    return listed(rows, ordering=ordering or "newest")


def listed(rows: matching.Entries, *, ordering: str = "", also: Sequence[str] = ()) -> Values:
    """Entries as values, in this order or their own."""
    ordered = rows.order_by(*ORDERINGS[ordering]) if ordering else rows
    found: Values = ordered.annotate(id=F("course_id")).values("pk", *LISTED, *also)
    return found


def course(*, key: str) -> dict[str, Any]:
    """A course by id or slug, as it was last published; a retired one still reads, for those who began it."""
    rows = Course.objects.filter(by_id_or(key, name="slug"), published_version__isnull=False)
    versioned = (f"published_version__{name}" for name in WRITTEN)
    counted = (f"entry__{name}" for name in COUNTED)
    found = rows.values("id", "slug", "status", "author_id", *versioned, *counted).first()
    if found is None:
        raise CourseNotFound
    row = {name.rpartition("__")[2]: value for name, value in found.items()}
    before = shown_courses(ids=row["requires"])
    return row | {"requires": [one["id"] for one in before], "co_author_ids": co_authors_of(course_id=row["id"])}


def shown(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Entries without what only places them in a list."""
    return [{name: row[name] for name in LISTED} for row in rows]


def course_id(*, key: str) -> UUID:
    """The id of a course that everybody may read."""
    found = (
        Course.objects.filter(by_id_or(key, name="slug"), published_version__isnull=False)
        .values_list("id", flat=True)
        .first()
    )
    if found is None:
        raise CourseNotFound
    return found


def categories() -> Values:
    """All shelves, each with how many published courses stand on it."""
    counted = _courses_with(TallyKind.CATEGORY)
    rows = Category.objects.annotate(course_count=counted, parent_slug=F("parent__slug"))
    return rows.order_by("position", "name", "id").values(
        "id", "slug", "name", "parent_slug", "course_count", "position"
    )


def shown_categories(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in SHELF} | {"parent": row["parent_slug"]} for row in rows]


def tags() -> Values:
    """Tags of published courses, with how many have them."""
    counted = Tally.objects.filter(kind=TallyKind.TAG, value=OuterRef("slug"))
    rows = Tag.objects.filter(Exists(counted), kind=TagKind.TAG).annotate(
        course_count=Subquery(counted.values("courses"))
    )
    return rows.order_by("slug").values("id", "slug", "name", "course_count")


def _courses_with(kind: TallyKind) -> Coalesce:
    """How many published courses have the outer row's slug."""
    counted = Tally.objects.filter(kind=kind, value=OuterRef("slug")).values("courses")
    return Coalesce(Subquery(counted), 0)
