"""What everybody may read: the catalogue and what is published, as plain values. No draft column is named here."""

from typing import Any
from uuid import UUID

from django.db.models import F, Func, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.expressions import RawSQL

from apps.courses.errors import CourseNotFound
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.choices import TagKind
from apps.courses.models.content import Course
from apps.courses.models.taxonomy import Category, Tag
from apps.courses.selectors.ownership import by_id_or
from apps.courses.selectors.ranking import rank

type Values = QuerySet[Any, Any]

LISTED = (
    "id", "slug", "title", "summary", "language", "difficulty", "categories", "tags", "author_id",
    "version", "lesson_count", "exercise_count", "duration_minutes", "published_at", "updated_at",
)  # fmt: skip
WRITTEN = (
    "title", "summary", "description", "description_html", "language", "difficulty", "categories", "tags",
    "license", "attribution",
)  # fmt: skip
COUNTED = ("version", "lesson_count", "exercise_count", "duration_minutes", "published_at", "updated_at")
SHELF = ("id", "slug", "name", "course_count")
ORDERINGS = {
    "newest": ("-published_at", "-pk"),
    "oldest": ("published_at", "pk"),
    "updated": ("-updated_at", "-pk"),
    "title": ("title", "pk"),
}


def entries(
    *,
    q: str = "",
    category: str = "",
    tag: str = "",
    difficulty: str = "",
    language: str = "",
    author: UUID | None = None,
    ordering: str = "",
) -> Values:
    """Published courses; those that fit the words come best first, unless another ordering is asked for."""
    wanted = {"difficulty": difficulty, "language": language, "author_id": author}
    rows = CatalogueEntry.objects.filter(**{name: value for name, value in wanted.items() if value})
    if category:
        rows = rows.filter(categories__contains=[category])
    if tag:
        rows = rows.filter(tags__contains=[tag])
    if q:
        rows = rows.filter(course_id__in=RawSQL("SELECT courses_candidates(%s)", [q])).annotate(rank=rank(q))
    order = ORDERINGS[ordering or "newest"] if ordering or not q else ("-rank", "-pk")
    found: Values = rows.annotate(id=F("course_id")).order_by(*order).values("pk", *LISTED, *(["rank"] if q else []))
    return found


def course(*, key: str) -> dict[str, Any]:
    """A course by id or slug, as it was last published; a retired one still reads, for those who began it."""
    rows = Course.objects.filter(by_id_or(key, name="slug"), published_version__isnull=False)
    versioned = (f"published_version__{name}" for name in WRITTEN)
    counted = (f"entry__{name}" for name in COUNTED)
    found = rows.values("id", "slug", "status", "author_id", *versioned, *counted).first()
    if found is None:
        raise CourseNotFound
    return {name.rpartition("__")[2]: value for name, value in found.items()}


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
    counted = _entries_with("categories")
    rows = Category.objects.annotate(course_count=counted, parent_slug=F("parent__slug"))
    return rows.order_by("position", "name", "id").values(
        "id", "slug", "name", "parent_slug", "course_count", "position"
    )


def shown_categories(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{name: row[name] for name in SHELF} | {"parent": row["parent_slug"]} for row in rows]


def tags() -> Values:
    """Tags of published courses, with how many have them."""
    counted = _entries_with("tags")
    rows = Tag.objects.filter(kind=TagKind.TAG).annotate(course_count=counted).filter(course_count__gt=0)
    return rows.order_by("slug").values("id", "slug", "name", "course_count")


def _entries_with(column: str) -> Subquery:
    """How many entries have the outer row's slug in this column."""
    having = CatalogueEntry.objects.filter(**{f"{column}__contains": [OuterRef("slug")]}).order_by()
    return Subquery(having.annotate(count=Func(F("pk"), function="count", output_field=IntegerField())).values("count"))
