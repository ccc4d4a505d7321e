"""How popular courses are: heard once each, fading by halves, in one order for ever."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.search import Popularity
from apps.courses.selectors import popular
from apps.courses.services import popularity
from apps.courses.services.courses import retire_course
from apps.progress.contracts import CourseCompleted, EnrollmentCreated
from gopro.database import atomic
from gopro.events.contract import Event
from gopro.events.loop import drain
from gopro.events.outbox import publish
from gopro.identifiers import uuid7
from tests.apps.courses.factories import make_published

pytestmark = pytest.mark.django_db


def tell(event: Event, *, times: int = 1) -> None:
    for _ in range(times):
        with atomic("progress"):
            publish(event)
        drain()
        drain()


def began(course_id: UUID) -> EnrollmentCreated:
    return EnrollmentCreated(
        enrollment_id=uuid7(), user_id=uuid7(), course_id=course_id, course_slug="x", course_title="x", course_version=1
    )


def test_what_learners_begin_and_complete_is_heard_and_shown_most_popular_first() -> None:
    less, more, never = make_published(), make_published(), make_published()
    first = began(more.id)
    for event in (began(less.id), first, began(more.id), began(uuid7())):
        tell(event)
    tell(
        CourseCompleted(
            enrollment_id=first.enrollment_id, user_id=first.user_id, course_id=more.id, course_slug="", course_title=""
        )
    )
    rows = popular.shown(list(popular.courses()))
    counted = [(row["id"], row["enrollment_count"], row["completion_count"]) for row in rows]
    assert counted == [(more.id, 2, 1), (less.id, 1, 0)]
    assert never.id not in [row["id"] for row in rows]
    assert Popularity.objects.count() == 2
    retire_course(course_id=more.id)
    assert [row["id"] for row in popular.courses()] == [less.id]


def test_a_half_life_halves() -> None:
    long_ago, lately = make_published(), make_published()
    now = timezone.now()
    for _ in range(4):
        popularity.count_enrollment(course_id=long_ago.id, at=now - 2 * popularity.HALF_LIFE)
    popularity.count_enrollment(course_id=lately.id, at=now)
    scores = dict(Popularity.objects.values_list("course_id", "score"))
    assert scores[long_ago.id] == pytest.approx(scores[lately.id])
    popularity.count_completion(course_id=lately.id, at=now)
    assert 2 ** (Popularity.objects.get(course=lately).score - scores[lately.id]) == pytest.approx(3)


def test_what_is_heard_in_another_order_comes_to_the_same() -> None:
    one, other = make_published(), make_published()
    times = [timezone.now() - timedelta(days=days) for days in (400, 3, 90, 0)]
    for at in times:
        popularity.count_enrollment(course_id=one.id, at=at)
    for at in reversed(times):
        popularity.count_enrollment(course_id=other.id, at=at)
    scores = dict(Popularity.objects.values_list("course_id", "score"))
    assert scores[one.id] == pytest.approx(scores[other.id])


def test_the_row_of_the_catalogue_follows_in_steps() -> None:
    course = make_published()
    before = CatalogueEntry.objects.get().standing
    popularity.count_enrollment(course_id=course.id, at=timezone.now())
    after = CatalogueEntry.objects.get().standing
    assert after - before == pytest.approx(1, abs=0.01)  # the publication counts one, too
    for _ in range(2):
        popularity.count_enrollment(course_id=course.id, at=timezone.now() - timedelta(days=300))
    assert CatalogueEntry.objects.get().standing == after


def test_a_course_that_comes_back_stands_where_it_was_taken_to() -> None:
    course = make_published()
    for _ in range(3):
        popularity.count_enrollment(course_id=course.id, at=timezone.now())
    entry = CatalogueEntry.objects.get()
    assert popularity.standing(course_id=course.id, published_at=entry.published_at) == pytest.approx(
        entry.standing, abs=0.3
    )
