"""A search of the catalogue put together: the rows of a page, all that fit, and what is said beside them."""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

from apps.courses.selectors import catalogue
from apps.courses.selectors.search import facets, matching
from apps.courses.selectors.search.highlights import highlights
from apps.courses.selectors.search.matching import Conditions, Filters
from apps.courses.selectors.search.questions import Question, question

type Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Results:
    """Of a question, or of filters alone."""

    conditions: Conditions
    question: Question | None
    ordering: str

    @property
    def rows(self) -> catalogue.Values:
        """The best first, or the newest, unless another ordering is asked for."""
        if self.question is None:
            return catalogue.listed(self._matches, ordering=self.ordering or "newest")
        if self.ordering:
            return catalogue.listed(self._matches, ordering=self.ordering, also=["passage"])
        return catalogue.listed(matching.best(self.conditions, question=self.question), also=["passage", "rank"])

    @property
    def counted(self) -> catalogue.Values | None:
        """All that fit, where the rows are the best of them."""
        return self._matches.values("pk") if self.question is not None and not self.ordering else None

    @property
    def number(self) -> int | None:
        """Of all that fit, if the question was counted to its end; None where filters narrow it, or there are more."""
        is_whole = self.question is not None and not self.conditions and self.question.is_counted
        return self.question.matches if self.question is not None and is_whole else None

    @property
    def is_countless(self) -> bool:
        """Whether the question was counted as far as anything is, and there are more."""
        return self.question is not None and not self.conditions and not self.question.is_counted

    def read(self) -> AbstractContextManager[None]:
        """How to run what is read here."""
        return nullcontext() if self.question is None else matching.by_index()

    def shown(self, rows: list[Row]) -> list[Row]:
        """Courses in a list; with the words of the search marked, if there are any."""
        shown = catalogue.shown(rows)
        if self.question is None:
            return shown
        marked = highlights(rows, question=self.question)
        return [{**row, "highlights": found} for row, found in zip(shown, marked, strict=True)]

    def beside(self, *, with_facets: bool) -> Mapping[str, Any]:
        """What is told once for all pages."""
        counted = {"facets": facets.facets(conditions=self.conditions, question=self.question)} if with_facets else {}
        if self.question is None:
            return counted
        told = {"corrected_to": self.question.corrected, "did_you_mean": self.question.did_you_mean}
        return {"search": {name: words or None for name, words in told.items()}} | counted

    @property
    def _matches(self) -> matching.Entries:
        return matching.matches(conditions=self.conditions, question=self.question)


def results(*, q: str = "", ordering: str = "", **filters: Any) -> Results:
    conditions = Filters(**filters).conditions()
    return Results(conditions=conditions, question=question(q) if q else None, ordering=ordering)
