"""What is meant by the words that somebody typed: the query of the database, and other words where those lead nowhere.

The last word may be the beginning of one, since people see results while they type: it stands for itself and for the
words of the catalogue that most courses have among those that begin like it. If nothing at all is found, words that no
course has are taken for mistyped ones, and the likeliest words of the catalogue are searched in their place.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.db import connections
from rapidfuzz.distance import OSA

from apps.courses.selectors.search.text import asked, words_of
from gopro.database import alias_of

FEW = 3
COMMON = 20_000  # courses; what more have is looked for from the highest standing one down
COMPLETIONS = 8
LIKELY = 50
MOST_WORDS = 12  # that are looked at for mistakes
LAST_WORD = re.compile(r"(?:^|\s)([^\W_]{2,40})$")
READ = "SELECT query::text, matches FROM courses_asked(%s, %s, %s, %s, %s)"
MISTYPED = "SELECT word, likely, courses FROM courses_mistyped(%s, %s)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Question:
    """`query` is a tsquery; `words` what it was made of, in plain letters; `matches` how many courses it finds, as far
    as was counted.
    """

    query: str
    words: str
    matches: int = 0
    corrected: str = ""  # what was searched instead, since nothing has the words themselves
    did_you_mean: str = ""  # what more courses have, though some have the words themselves

    @property
    def is_common(self) -> bool:
        return self.matches >= COMMON

    @property
    def is_phrase(self) -> bool:
        return "<" in self.query

    @property
    def is_counted(self) -> bool:
        """Whether `matches` are all."""
        return self.matches < (COMMON // 20 if self.is_phrase else COMMON)


def question(text: str) -> Question:
    words = asked(text)
    query, found = _read(words)
    own = Question(query=query, words=words, matches=found)
    likely = _corrected(words) if found < FEW else ""
    if not likely:
        return own
    other, others = _read(likely)
    if others <= found:
        return own
    if found:
        return replace(own, did_you_mean=likely)
    return Question(query=other, words=likely, matches=others, corrected=likely)


def _read(words: str) -> tuple[str, int]:
    """The query, and how many courses it finds, as far as they are counted."""
    last = LAST_WORD.search(words) if words.count('"') % 2 == 0 else None
    begun = last.group(1) if last else ""
    before = words[: last.start(1)] if last else ""
    [(query, found)] = _rows(READ, [words, before, begun, COMPLETIONS, COMMON])
    return query, found


def _corrected(words: str) -> str:
    """The same question with the likeliest word in the place of each that no course has; nothing where none is."""
    own = list(dict.fromkeys(words_of(words)))[:MOST_WORDS]
    likely: dict[str, list[tuple[str, int]]] = {}
    for word, other, courses in _rows(MISTYPED, [own, LIKELY]):
        likely.setdefault(word, []).append((other, courses))
    instead = {word: _nearest(word, others) for word, others in likely.items()}
    corrected = re.sub(r"[^\W_]+", lambda found: instead.get(found.group(), found.group()), words)
    return corrected if corrected != words else ""


def _nearest(word: str, others: Sequence[tuple[str, int]]) -> str:
    """By how many strokes apart, then by how many courses have it; too far is no mistake of typing."""
    near = [(OSA.distance(word, other), -courses, other) for other, courses in others]
    close = [one for one in near if one[0] <= max(1, len(word) // 3)]
    return min(close)[2] if close else word


def _rows(sql: str, params: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connections[alias_of("courses")].cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())
