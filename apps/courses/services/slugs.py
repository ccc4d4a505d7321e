"""Slugs: made once from a title, kept for ever."""

from itertools import count
from typing import Any
from uuid import UUID

from django.db.models import Model, QuerySet
from django.utils.text import slugify

from apps.courses.errors import SlugTaken
from apps.courses.services import rules

SAID_BY_PATHS = frozenset({"drafts", "import", "popular", "previews", "reviews", "tree"})


def minted[M: Model](rows: "QuerySet[M, Any]", *, wanted: str, title: str) -> str:
    """The slug that was asked for, or one made of the title, numbered where others have it."""
    if wanted:
        rules.check_slug(wanted)
        if rows.filter(slug=wanted).exists() or _means_something_else(wanted):
            raise SlugTaken(fields={"/slug": "Something else has this slug."})
        return wanted
    base = slugify(title)[: rules.LONGEST_SLUG - 6].strip("-_") or "untitled"
    taken = set(rows.filter(slug__startswith=base).values_list("slug", flat=True))
    names = (base if number == 1 else f"{base}-{number}" for number in count(1))
    return next(name for name in names if name not in taken and not _means_something_else(name))


def _means_something_else(slug: str) -> bool:
    """A path takes an id or a slug, so no slug may read as an id, or as what else the path can say."""
    try:
        UUID(slug)
    except ValueError:
        return slug.isdigit() or slug in SAID_BY_PATHS
    return True
