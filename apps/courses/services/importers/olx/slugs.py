"""Slugs of one course, each once."""

from itertools import count

from django.utils.text import slugify

LONGEST = 80


class Slugs:
    def __init__(self) -> None:
        self._taken: set[str] = set()

    def unique(self, title: str) -> str:
        base = slugify(title)[:LONGEST].strip("-_") or "untitled"
        names = (base if number == 1 else f"{base}-{number}" for number in count(1))
        slug = next(name for name in names if name not in self._taken)
        self._taken.add(slug)
        return slug
