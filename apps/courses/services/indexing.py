"""What a search finds a course by: its words, with weights, and the passage that results quote from.

Title A; tags, concepts and language B, with the summary; lesson titles and the description C; exercise titles D. The
words go through English stems, which leave other alphabets as they are; those of the title also stay whole, so that one
that is made of stop words is found. Accents and capital letters count for nothing.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.search import SearchVector
from django.db.models import TextField, Value
from django.db.models.expressions import Combinable

from apps.courses.contracts import OutlineLesson
from apps.courses.models.versions import CourseVersion
from apps.courses.selectors.search.text import folded, words_of
from gopro.markdown import plain_text

INDEXED_AS = 1  # one more whenever what is made here changes: the sweep then makes it anew
ENGLISH, WHOLE = "english", "simple"
MOST_CHARACTERS = 50_000
LONGEST_PASSAGE = 4_000
MOST_WORDS = 2_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Texts:
    """Of one published course."""

    title: str
    labels: str
    summary: str
    passage: str
    exercises: str

    @property
    def words(self) -> list[str]:
        """Those that can be completed and corrected to."""
        whole = f"{self.title} {self.labels} {self.summary} {self.passage} {self.exercises}"
        return list(dict.fromkeys(words_of(whole)))[:MOST_WORDS]

    @property
    def heading(self) -> Combinable:
        return _vector(self.title, weight="A") + _vector(self.title, weight="A", config=WHOLE) + self._labels

    @property
    def search(self) -> Combinable:
        rest = _vector(self.summary, weight="B") + _vector(self.passage, weight="C")
        return self.heading + rest + _vector(self.exercises, weight="D")

    @property
    def _labels(self) -> Combinable:
        return _vector(self.labels, weight="B")


def texts_of(*, version: CourseVersion, concepts: Sequence[str], outline: Sequence[OutlineLesson]) -> Texts:
    lessons = " · ".join(lesson.title for lesson in outline)
    return Texts(
        title=version.title,
        labels=" ".join([*version.tags, *concepts, version.language]),
        summary=version.summary,
        passage=f"{lessons} · {plain_text(version.description)}".strip(" ·")[:LONGEST_PASSAGE],
        exercises=" ".join(exercise.title for lesson in outline for exercise in lesson.exercises)[:MOST_CHARACTERS],
    )


def _vector(text: str, *, weight: str, config: str = ENGLISH) -> SearchVector:
    return SearchVector(Value(folded(text), output_field=TextField()), weight=weight, config=config)
