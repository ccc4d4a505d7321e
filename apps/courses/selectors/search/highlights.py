"""Where the words of a search are in what it found: safe HTML with `<mark>` around them.

PostgreSQL marks the words in the text without accents, whose places are those of the text as it was written; the marks
are put there, and everything else is escaped.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from itertools import batched
from typing import Any

from django.db import connections

from apps.courses.selectors.search.questions import Question
from apps.courses.selectors.search.text import composed, folded
from gopro.database import alias_of

BEGIN, END = "\ue000", "\ue001"  # of private use: no folded text has them
PARTS = ("title", "summary", "passage")
BEFORE, LONGEST = 60, 240  # of a quotation from the passage, in characters
OPTIONS = f"HighlightAll=true, StartSel={BEGIN}, StopSel={END}"
MARK = """
SELECT ts_headline('english', text, to_tsquery('simple', %s), %s)
FROM unnest(%s::text[]) WITH ORDINALITY AS each (text, place) ORDER BY place
"""

type Marks = list[tuple[int, int]]


def highlights(rows: Sequence[Mapping[str, Any]], *, question: Question) -> list[dict[str, str]]:
    """Of each row `title` and `summary` whole, and of the passage a quotation if it has any of the words."""
    texts = [composed(row[part]) for row in rows for part in PARTS]
    marked = _marked(texts, question=question)
    return [dict(_shown(texts_of, marked)) for texts_of in batched(texts, len(PARTS))]


def _shown(texts: Sequence[str], marked: Iterator[Marks]) -> Iterator[tuple[str, str]]:
    for part, text in zip(PARTS, texts, strict=True):
        marks = next(marked)
        if part == "passage":
            if marks:
                yield part, _quotation(text, marks)
        else:
            yield part, _html(text, marks, begin=0, end=len(text))


def _marked(texts: Sequence[str], *, question: Question) -> Iterator[Marks]:
    if not question.query:
        return iter([[] for _ in texts])
    with connections[alias_of("courses")].cursor() as cursor:
        cursor.execute(MARK, [question.query, OPTIONS, [folded(text) for text in texts]])
        return map(_marks, [row[0] for row in cursor.fetchall()])


def _marks(headline: str) -> Marks:
    """Places in the text without the marks."""
    found, place, begun = [], 0, 0
    for character in headline:
        if character == BEGIN:
            begun = place
        elif character == END:
            found.append((begun, place))
        else:
            place += 1
    return found


def _quotation(text: str, marks: Marks) -> str:
    """From a little before the first mark."""
    begin = max(0, marks[0][0] - BEFORE)
    if begin:
        begin = text.find(" ", begin, marks[0][0]) + 1 or begin
    end = min(len(text), begin + LONGEST)
    if end < len(text):
        end = max(text.rfind(" ", begin, end), marks[0][1])
    before, after = "…" if begin else "", "…" if end < len(text) else ""
    return before + _html(text, [one for one in marks if one[1] <= end], begin=begin, end=end) + after


def _html(text: str, marks: Iterable[tuple[int, int]], *, begin: int, end: int) -> str:
    parts, place = [], begin
    for first, last in marks:
        parts += [escape(text[place:first]), "<mark>", escape(text[first:last]), "</mark>"]
        place = last
    return "".join([*parts, escape(text[place:end])])
