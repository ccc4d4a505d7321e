"""Tallies: they are what a count over the catalogue would say, whatever happens to courses."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.search import Tally
from apps.courses.services import catalogue, tallies
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.deletion.removal import remove
from apps.courses.services.publishing import publish_course
from gopro.database import atomic
from tests.apps.courses.factories import make_course, make_lesson, make_published

WORDS = ("looms", "engines", "bread")


def counted() -> Counter[tuple[str, str]]:
    rows = CatalogueEntry.objects.values(*tallies.COLUMNS)
    return Counter(one for row in rows for one in tallies.counted_in(row))


def kept() -> dict[tuple[str, str], int]:
    return {(one.kind, one.value): one.courses for one in Tally.objects.all()}


@pytest.mark.django_db
@settings(max_examples=5, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 2), st.sampled_from((*WORDS, "publish", "retire"))), max_size=8))
def test_they_are_what_a_count_would_say(steps: list[tuple[int, str]]) -> None:
    courses = [make_published(title=f"Course {word}", tags=(word,)) for word in WORDS]
    for place, step in steps:
        course = courses[place]
        if step == "publish":
            publish_course(course_id=course.id, publisher_id=None)
        elif step == "retire":
            retire_course(course_id=course.id)
        else:
            edit_course(course_id=course.id, changes={"title": step, "tags": (step,)}, editor_id=None)
        assert kept() == dict(counted())
    for course in courses:
        with atomic("courses"):
            remove(course_id=course.id)
    assert kept() == dict(counted())


def test_publications_side_by_side_count_all_and_lock_nobody_out(committed: None) -> None:
    def publish(number: int) -> None:
        course = make_course(title=f"{' '.join(WORDS if number % 2 else reversed(WORDS))} {number}")
        make_lesson(course=course)
        publish_course(course_id=course.id, publisher_id=None)
        connections.close_all()

    with ThreadPoolExecutor(4) as threads:
        list(threads.map(publish, range(8)))
    assert kept() == dict(counted())
    assert kept()["word", "looms"] == 8


@pytest.mark.django_db
def test_rows_of_an_older_way_are_indexed_anew() -> None:
    make_published(title="Looms")
    CatalogueEntry.objects.update(indexed_as=0, words=[], passage="")
    Tally.objects.all().delete()
    catalogue.index_anew()
    entry = CatalogueEntry.objects.get()
    assert (entry.indexed_as, "looms" in entry.words) == (1, True)
    assert kept()["word", "looms"] == 1
