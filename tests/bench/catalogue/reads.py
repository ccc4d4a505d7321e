"""What is asked of a catalogue, with words of its own, and how long each answer took."""

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from django.db import connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from tests.bench.catalogue.filling import DIFFICULTIES, LANGUAGES, SHELVES, TAGS, Catalogue
from tests.bench.report import percentile

API = "/api/v1"

type Ask = Callable[[Catalogue, random.Random], str]


def word(catalogue: Catalogue, chance: random.Random, first: int, last: int) -> str:
    """One of these ranks, the commonest being the first."""
    return catalogue.vocabulary.words[chance.randrange(first, last)]


def mistyped(text: str, chance: random.Random) -> str:
    """Two letters in the wrong order, one left out or one doubled."""
    place = chance.randrange(1, len(text) - 1)
    ways = (
        text[:place] + text[place + 1] + text[place] + text[place + 2 :],
        text[:place] + text[place + 1 :],
        text[:place] + text[place] + text[place:],
    )
    return chance.choice(ways)


def long_word(catalogue: Catalogue, chance: random.Random) -> str:
    return next(found for found in iter(lambda: word(catalogue, chance, 12, 4_000), "") if len(found) > 5)


READS: Mapping[str, Ask] = {
    "list, first page": lambda catalogue, chance: f"/courses?page_size={chance.randrange(10, 21)}",
    "list, 900 rows deep": lambda catalogue, chance: f"/courses?page={chance.randrange(80, 91)}",
    "list by title": lambda catalogue, chance: f"/courses?ordering=title&page={chance.randrange(1, 50)}",
    "category with those below": lambda catalogue, chance: f"/courses?category=shelf-{chance.randrange(6)}",
    "tag": lambda catalogue, chance: f"/courses?tag=tag-{chance.randrange(TAGS)}",
    "three filters": lambda catalogue, chance: (
        f"/courses?category=shelf-{chance.randrange(6, SHELVES)}&difficulty={chance.choice(DIFFICULTIES)}"
        f"&language={chance.choice(LANGUAGES)}"
    ),
    "search, common word": lambda catalogue, chance: f"/courses?q={word(catalogue, chance, 0, 12)}",
    "search, usual word": lambda catalogue, chance: f"/courses?q={word(catalogue, chance, 100, 1_000)}",
    "search, rare word": lambda catalogue, chance: f"/courses?q={word(catalogue, chance, 10_000, 30_000)}",
    "search, two words": lambda catalogue, chance: (
        f"/courses?q={word(catalogue, chance, 0, 100)}+{word(catalogue, chance, 0, 1_000)}"
    ),
    "search, phrase": lambda catalogue, chance: (
        f'/courses?q="{word(catalogue, chance, 0, 30)}+{word(catalogue, chance, 0, 30)}"'
    ),
    "search, while typing": lambda catalogue, chance: (
        f"/courses?q={word(catalogue, chance, 0, 3_000)[: chance.randrange(2, 5)]}"
    ),
    "search, one letter": lambda catalogue, chance: f"/courses?q={chance.choice('abcdefghijklmnoprstuvwz')}",
    "search, typing error": lambda catalogue, chance: f"/courses?q={mistyped(long_word(catalogue, chance), chance)}",
    "search, nothing found": lambda catalogue, chance: f"/courses?q=xq{chance.randrange(10**6)}zzq",
    "search with filters": lambda catalogue, chance: (
        f"/courses?q={word(catalogue, chance, 0, 100)}&difficulty={chance.choice(DIFFICULTIES)}"
        f"&language={chance.choice(LANGUAGES)}"
    ),
    "facets of everything": lambda catalogue, chance: f"/courses?facets=1&page_size={chance.randrange(10, 21)}",
    "facets of a search": lambda catalogue, chance: f"/courses?facets=1&q={word(catalogue, chance, 0, 1_000)}",
    "facets of filters": lambda catalogue, chance: (
        f"/courses?facets=1&category=shelf-{chance.randrange(6)}&difficulty={chance.choice(DIFFICULTIES)}"
    ),
    "popular": lambda catalogue, chance: f"/courses/popular?page={chance.randrange(1, 50)}",
    "course": lambda catalogue, chance: f"/courses/{chance.choice(catalogue.slugs)}",
    "lessons of a course": lambda catalogue, chance: f"/courses/{chance.choice(catalogue.slugs)}/lessons",
    "curriculum": lambda catalogue, chance: f"/curriculum?page={chance.randrange(1, 90)}",
    "categories": lambda catalogue, chance: f"/categories?page={chance.randrange(1, 7)}",
    "tags": lambda catalogue, chance: f"/tags?page={chance.randrange(1, 30)}",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Cost:
    """Milliseconds of an answer, and how many statements the database was told."""

    middle: float
    slow: float
    statements: int


def cost(ask: Ask, *, catalogue: Catalogue, times: int, client: APIClient) -> Cost:
    """Each question another one, so that no answer is kept already."""
    chance = random.Random(5)  # noqa: S311 - no secret
    questions = [ask(catalogue, chance) for _ in range(times)]
    for question in questions[: max(1, times // 10)]:
        answered(client, question)
    taken = [answered(client, question) for question in questions]
    with CaptureQueriesContext(connections["courses"]) as captured:
        answered(client, questions[0])
    told = [each for each in captured.captured_queries if not each["sql"].startswith(("SAVEPOINT", "RELEASE"))]
    return Cost(middle=percentile(taken, 0.5), slow=percentile(taken, 0.99), statements=len(told))


def answered(client: APIClient, question: str) -> float:
    """Milliseconds."""
    began = time.perf_counter()
    response = client.get(f"{API}{question}")
    taken = time.perf_counter() - began
    assert response.status_code == 200, (question, response.content)
    return taken * 1_000


def names(only: str) -> Iterator[str]:
    return (name for name in READS if only in name)
