"""How many courses each further filter would leave: by category with those below it, tag, difficulty and language.

A facet is counted with every filter but its own. Of the whole catalogue the tallies are exact; of what words or filters
leave, up to `MOST` courses are counted, and a facet of more says that its numbers are the least there can be.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.db.models import QuerySet

from apps.courses.models.choices import TallyKind
from apps.courses.models.search import Tally
from apps.courses.models.taxonomy import Category, Tag
from apps.courses.selectors.search.matching import Conditions, Entries, matches
from apps.courses.selectors.search.questions import Question
from gopro.database import alias_of

MOST = 10_000
SHOWN = 30
FACETS = ("category", "tag", "difficulty", "language")
COLUMNS = ("categories", "tags", "difficulty", "language")
KINDS = {
    "category": TallyKind.SHELVING,
    "tag": TallyKind.TAG,
    "difficulty": TallyKind.DIFFICULTY,
    "language": TallyKind.LANGUAGE,
}
COUNTED = {
    "category": "SELECT 'category', array_to_string(categories, ','), count(*) FROM {found} GROUP BY 2",
    "tag": "(SELECT 'tag', tag, count(*) FROM {found}, unnest(tags) AS tag GROUP BY 2 ORDER BY 3 DESC, 2 LIMIT %s)",
    "difficulty": "SELECT 'difficulty', difficulty, count(*) FROM {found} GROUP BY 2",
    "language": "SELECT 'language', language, count(*) FROM {found} GROUP BY 2",
    "all": "SELECT %s, '', count(*) FROM {found}",
}

type Counts = dict[str, Counter[str]]


@dataclass(frozen=True, kw_only=True, slots=True)
class Shelf:
    name: str
    path: str

    @property
    def slugs(self) -> list[str]:
        """From the root down."""
        return self.path.split("/")


def facets(*, conditions: Conditions, question: Question | None) -> dict[str, Any]:
    """By facet: `values` with their counts, and whether these are exact."""
    counts, inexact = _tallied() if not conditions and question is None else _counted(conditions, question)
    shelves = {slug: Shelf(name=name, path=path) for slug, name, path in _shelves()}
    tags = dict(Tag.objects.filter(kind="tag", slug__in=list(counts["tag"])).values_list("slug", "name"))
    shown = {
        "category": _of_shelves(counts["category"], shelves),
        "tag": [_value(slug, count, name=tags.get(slug, slug)) for slug, count in _most(counts["tag"])],
        "difficulty": [_value(each, count) for each, count in _most(counts["difficulty"])],
        "language": [_value(each, count) for each, count in _most(counts["language"]) if each],
    }
    return {name: {"values": shown[name], "is_exact": name not in inexact} for name in FACETS}


def _tallied() -> tuple[Counts, frozenset[str]]:
    """Of the whole catalogue."""
    found: Counts = {name: Counter() for name in FACETS}
    names = {kind.value: name for name, kind in KINDS.items()}
    few = Tally.objects.filter(kind__in=[KINDS[name] for name in FACETS if name != "tag"]).order_by()
    most = Tally.objects.filter(kind=TallyKind.TAG).order_by("-courses", "value")[:SHOWN]
    rows: QuerySet[Tally, Any] = few.values_list("kind", "value", "courses")
    for kind, value, courses in rows.union(most.values_list("kind", "value", "courses"), all=True):
        found[names[kind]][value] = courses
    return found, frozenset()


def _counted(conditions: Conditions, question: Question | None) -> tuple[Counts, frozenset[str]]:
    """Of what words and filters leave; facets without a filter of their own share one set of courses."""
    sets: dict[str, list[str]] = {}
    for name in FACETS:
        sets.setdefault(name if name in conditions else "", []).append(name)
    rows = {own: matches(conditions=conditions, question=question, without=own) for own in sets}
    found, inexact = {name: Counter[str]() for name in FACETS}, set()
    for name, value, count in _run(rows, sets):
        if name in FACETS:
            found[name][value] = count
        elif count > MOST:
            inexact.update(sets[name.removeprefix("all:")])
    return found, frozenset(inexact)


def _run(rows: Mapping[str, Entries], sets: Mapping[str, list[str]]) -> Iterable[tuple[str, str, int]]:
    """One statement for all sets, none of which is larger than it says."""
    within: list[str] = []
    counted: list[str] = []
    inner: list[Any] = []
    outer: list[Any] = []
    for place, (own, names) in enumerate(sets.items()):
        sql, params = rows[own].order_by().values_list(*COLUMNS)[: MOST + 1].query.sql_with_params()
        within.append(f"found_{place} ({', '.join(COLUMNS)}) AS MATERIALIZED ({sql})")
        inner += params
        counted += [COUNTED[name].format(found=f"found_{place}") for name in (*names, "all")]
        outer += [SHOWN for name in names if name == "tag"] + [f"all:{own}"]
    with connections[alias_of("courses")].cursor() as cursor:
        cursor.execute(f"WITH {', '.join(within)} {' UNION ALL '.join(counted)}", [*inner, *outer])
        return list(cursor.fetchall())


def _shelves() -> "QuerySet[Category, Any]":
    return Category.objects.order_by("position", "name").values_list("slug", "name", "path")


def _of_shelves(shelvings: Counter[str], shelves: Mapping[str, Shelf]) -> list[dict[str, Any]]:
    """A course counts once on a shelf, however many of those below it it stands on."""
    counted: Counter[str] = Counter()
    for shelving, count in shelvings.items():
        known = [shelves[slug].slugs for slug in shelving.split(",") if slug in shelves]
        counted.update(dict.fromkeys({slug for slugs in known for slug in slugs}, count))
    return [
        _value(slug, counted[slug], name=shelf.name) | {"parent": ([None, *shelf.slugs])[-2]}
        for slug, shelf in shelves.items()
        if counted[slug]
    ]


def _most(counts: Counter[str]) -> list[tuple[str, int]]:
    return sorted(counts.items(), key=lambda one: (-one[1], one[0]))[:SHOWN]


def _value(value: str, count: int, **more: Any) -> dict[str, Any]:
    return {"value": value, "count": count, **more}
