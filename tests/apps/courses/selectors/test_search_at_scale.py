"""Searches over thousands of courses: no statement reads a whole table, and the hundredfold stays below 50 ms."""

import random
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.selectors.search import matching
from apps.courses.selectors.search.questions import question
from apps.courses.selectors.search.results import results
from gopro.api import kept
from tests.bench.catalogue.filling import Catalogue
from tests.bench.catalogue.reads import API, READS, cost
from tests.bench.report import percentile

LARGE = ("courses_catalogueentry", "courses_tally", "courses_lesson", "courses_course")
SMALL, WHOLE = 4_000, 100_000
MOST_MILLISECONDS = 50


@pytest.fixture
def catalogue(db: None) -> Catalogue:
    made = Catalogue(lessons=2)
    made.fill(SMALL)
    return made


def scans(sql: str) -> Iterator[dict[str, Any]]:
    """Tables that a statement goes through from one end to the other. Up to ten thousand rows it may: that is what a
    LIMIT says, and no question is put to a long text on the way.
    """
    with connections["courses"].cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        waiting = [(cursor.fetchone()[0][0]["Plan"], False)]
    while waiting:
        node, is_limited = waiting.pop()
        is_cheap = is_limited and "@@" not in node.get("Filter", "")
        if node["Node Type"] == "Seq Scan" and not is_cheap:
            yield node
        waiting += [(below, is_limited or node["Node Type"] == "Limit") for below in node.get("Plans", [])]


def scanned(path: str) -> set[str]:
    """Large tables among them, with the planner told what the read told it."""
    with CaptureQueriesContext(connections["courses"]) as made:
        response = APIClient().get(f"{API}{path}")
    assert response.status_code == 200
    found = set()
    for sql in (one["sql"] for one in made.captured_queries):
        if sql.startswith(("SET enable", "RESET enable")):
            with connections["courses"].cursor() as cursor:
                cursor.execute(sql)
        elif sql.startswith(("SELECT", "WITH", "(SELECT")):
            found |= {node["Relation Name"] for node in scans(sql)} & set(LARGE)
    return found


def test_no_read_goes_through_a_whole_table(catalogue: Catalogue) -> None:
    chance = random.Random(3)  # noqa: S311 - no secret
    found = {name: scanned(ask(catalogue, chance)) for name, ask in READS.items()}
    assert {name: tables for name, tables in found.items() if tables} == {}


def test_only_so_many_are_ranked_and_all_are_counted(catalogue: Catalogue) -> None:
    asked = question("go")
    rows = matching.matches(conditions={}, question=asked)
    ranked = matching.best({}, question=asked)
    assert rows.count() > 1_000
    assert 800 <= ranked.count() <= matching.HIGHEST + matching.TITLED
    answer = APIClient().get(f"{API}/courses?q=go").json()
    assert answer["pagination"]["total_items"] == rows.count()


def test_a_course_named_by_a_common_word_is_found_however_low_it_stands(catalogue: Catalogue) -> None:
    lowest = CatalogueEntry.objects.order_by("standing").first()
    assert lowest is not None
    CatalogueEntry.objects.filter(pk=lowest.pk).update(title="Go")
    with connections["courses"].cursor() as cursor:
        cursor.execute(
            "UPDATE courses_catalogueentry SET standing = -100, heading = setweight(to_tsvector('english', 'go'), 'A'),"
            " search = setweight(to_tsvector('english', 'go'), 'A') WHERE course_id = %s",
            [lowest.pk],
        )
        cursor.execute(
            "UPDATE courses_catalogueentry SET heading = '' WHERE course_id <> %s AND heading @@ 'go'", [lowest.pk]
        )
    assert lowest.pk in set(results(q="go").rows.values_list("pk", flat=True))


def test_cursors_reach_all_that_are_ranked_once(catalogue: Catalogue) -> None:
    client, seen, cursor = APIClient(), [], ""
    while cursor is not None:
        answer = client.get(f"{API}/courses", {"q": "go", "page_size": "100", "cursor": str(cursor)}).json()
        seen += [item["id"] for item in answer["items"]]
        cursor = answer["next"]
    assert len(seen) == len(set(seen)) > 700


@pytest.mark.slow
def test_every_read_of_a_million_lessons_is_below_fifty_milliseconds(committed: None) -> None:
    made = Catalogue()
    made.fill(WHOLE)
    kept.absence.note_for(3_600)
    try:
        costs = {name: cost(ask, catalogue=made, times=200, client=APIClient()) for name, ask in READS.items()}
    finally:
        kept.absence.forget()
    assert {name: one.slow for name, one in costs.items() if one.slow >= MOST_MILLISECONDS} == {}


@pytest.mark.slow
def test_a_304_costs_less_than_half_of_what_is_computed(committed: None) -> None:
    made = Catalogue(lessons=2)
    made.fill(SMALL)
    client, path = APIClient(), f"{API}/courses?q=go&facets=1"
    tag = client.get(path)["ETag"]

    def taken(**headers: str) -> float:
        began = time.perf_counter()
        client.get(path, headers=headers)
        return time.perf_counter() - began

    unchanged = percentile([taken(**{"If-None-Match": tag}) for _ in range(100)], 0.5)
    kept.absence.note_for(3_600)
    computed = percentile([taken() for _ in range(100)], 0.5)
    kept.absence.forget()
    assert unchanged < computed / 2
