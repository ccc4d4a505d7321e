"""Words as languages have them: few are everywhere, most are almost nowhere (Zipf), and all of them can be said."""

import random
from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate

ONSETS = [
    "b",
    "br",
    "c",
    "ch",
    "cl",
    "d",
    "dr",
    "f",
    "fl",
    "g",
    "gr",
    "h",
    "j",
    "k",
    "l",
    "m",
    "n",
    "p",
    "pl",
    "pr",
    "qu",
    "r",
    "s",
    "sh",
    "sl",
    "st",
    "t",
    "th",
    "tr",
    "v",
    "w",
    "z",
]
NUCLEI = ["a", "e", "i", "o", "u", "ai", "ea", "oo", "ou"]
CODAS = ["", "n", "r", "s", "t", "l", "m", "ck", "nd", "st"]
SKILLS = [
    "go",
    "python",
    "rust",
    "web",
    "data",
    "cloud",
    "testing",
    "concurrency",
    "databases",
    "security",
    "networks",
    "algorithms",
]


class Vocabulary:
    """The same words for the same number, so that a question can be asked again."""

    def __init__(self, size: int, *, seed: int = 7) -> None:
        self._random = random.Random(seed)  # noqa: S311 - no secret
        self.words = [*SKILLS, *self._made(size - len(SKILLS))]
        self._weights = list(accumulate(1 / rank for rank in range(1, len(self.words) + 1)))

    def some(self, number: int) -> list[str]:
        return [self.words[self._place()] for _ in range(number)]

    def _place(self) -> int:
        return bisect(self._weights, self._random.random() * self._weights[-1])

    def _made(self, number: int) -> Iterator[str]:
        seen = set(SKILLS)
        while len(seen) < number + len(SKILLS):
            word = "".join(self._syllable() for _ in range(self._random.choice((2, 2, 3, 3, 4))))
            if word not in seen:
                seen.add(word)
                yield word

    def _syllable(self) -> str:
        return self._random.choice(ONSETS) + self._random.choice(NUCLEI) + self._random.choice(CODAS)
