"""Which published courses a question and filters leave, all of them or the best in order.

However many courses have the words, only so many are ranked: those that stand highest, and those that have the words in
their title or tags. So the cost of a search doesn't grow with the catalogue.
"""

import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db import connections
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.db.models.functions import Cast, Greatest, Ln

from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.selectors.search.questions import Question
from apps.courses.selectors.taxonomy import parts, shelf
from gopro.database import alias_of

type Entries = QuerySet[CatalogueEntry]
type Conditions = Mapping[str, Q]

HIGHEST = 800
TITLED = 200
QUOTED = 2.0  # what it counts, in doublings of how well the text fits, that a title is the very words
STANDING = 0.05  # what it counts to be twice as popular, or a half-life newer
WORST = 1e-6


@dataclass(frozen=True, kw_only=True, slots=True)
class Filters:
    """Each leaves the courses that fit: a category those of the ones below it, too, and a skill those of its parts."""

    category: str = ""
    tag: str = ""
    difficulty: str = ""
    language: str = ""
    skill: str = ""
    author: UUID | None = None

    def conditions(self) -> Conditions:
        """By the name of the filter, those that are set."""
        possible = {
            "tag": Q(tags__contains=[self.tag]),
            "difficulty": Q(difficulty=self.difficulty),
            "language": Q(language=self.language),
            "author": Q(author_ids__contains=[self.author]),
        }
        found = {name: condition for name, condition in possible.items() if getattr(self, name)}
        if self.category:
            found["category"] = Q(categories__overlap=shelf(slug=self.category))
        if self.skill:
            found["skill"] = Q(concepts__overlap=parts(slug=self.skill))
        return found


def matches(*, conditions: Conditions, question: Question | None, without: str = "") -> Entries:
    """All that fit, but for the filter `without`."""
    rows = CatalogueEntry.objects.filter(*(each for name, each in conditions.items() if name != without))
    return rows if question is None else rows.filter(search=_query(question))


def best(conditions: Conditions, *, question: Question) -> Entries:
    """The best of the matches, ranked."""
    fitting = CatalogueEntry.objects.filter(*conditions.values())
    standing = F("standing") if question.is_common else F("standing") + Value(0.0)  # by the index, or all and sorted
    highest = fitting.filter(search=_query(question)).order_by(standing.desc(), "-pk")
    titled = fitting.filter(heading=_query(question)).filter(search=_query(question)).order_by("-standing", "-pk")
    candidates = highest.values("pk")[:HIGHEST].union(titled.values("pk")[:TITLED])
    ranked = CatalogueEntry.objects.filter(pk__in=candidates).annotate(rank=_rank(question))
    return ranked.order_by("-rank", "-pk")


def _rank(question: Question) -> Cast:
    """How well the text fits, in doublings, and a little of how the course stands."""
    fit = Greatest(Cast(SearchRank(F("search"), _query(question)), FloatField()), Value(WORST))
    words = " ".join(question.words.split())
    quoted = Case(When(Q(title__iexact=words), then=Value(QUOTED)), default=Value(0.0), output_field=FloatField())
    return Cast(Ln(fit) / Value(math.log(2)) + F("standing") * Value(STANDING) + quoted, FloatField())


def _query(question: Question) -> SearchQuery:
    """Its lexemes as they are."""
    return SearchQuery(question.query, config="simple", search_type="raw")


@contextmanager
def by_index() -> Iterator[None]:
    """Statements inside read no table from end to end: the planner doesn't know what it costs to look into long texts,
    and would do so while it waits for enough of them to fit.
    """
    connection = connections[alias_of("courses")]
    with connection.cursor() as cursor:
        cursor.execute("SET enable_seqscan = off")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET enable_seqscan")
