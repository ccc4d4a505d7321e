"""Categories, tags and concepts."""

from collections.abc import Iterable

from apps.courses.errors import ContentRefused
from apps.courses.models.choices import TagKind
from apps.courses.models.imports import ImportSource
from apps.courses.models.taxonomy import Category, Tag


def require_categories(*, slugs: Iterable[str]) -> None:
    wanted = tuple(slugs)
    if not wanted:
        return
    known = set(Category.objects.filter(slug__in=wanted).values_list("slug", flat=True))
    unknown = {
        f"/categories/{index}": "There is no such category." for index, slug in enumerate(wanted) if slug not in known
    }
    if unknown:
        raise ContentRefused(fields=unknown)


def ensure_tags(*, slugs: Iterable[str]) -> None:
    """Tags come to be by being used."""
    rows = [
        Tag(kind=TagKind.TAG, slug=slug, name=slug.replace("-", " ").replace("_", " ").capitalize()) for slug in slugs
    ]
    Tag.objects.bulk_create(rows, ignore_conflicts=True)


def ensure_concepts(*, source: ImportSource, concepts: Iterable[tuple[str, str, str]]) -> None:
    """Concepts of a source, as (external key, slug, name)."""
    rows = [
        Tag(kind=TagKind.CONCEPT, source=source, external_key=key, slug=slug, name=name) for key, slug, name in concepts
    ]
    Tag.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["source", "external_key"], update_fields=["slug", "name"]
    )
