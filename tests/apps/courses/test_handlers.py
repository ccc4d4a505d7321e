"""What courses does about what it hears."""

import pytest

from apps.courses import tasks
from apps.courses.contracts import PersonalDataErased
from apps.courses.models.content import Course
from apps.courses.services.content import CourseContent
from apps.courses.services.courses import create_course
from apps.users.contracts import ErasureBegun
from gopro.database import atomic
from gopro.events.loop import drain
from gopro.events.outbox import publish
from gopro.identifiers import uuid7
from gopro.sagas.tombstones import QUIET
from gopro.testing.sagas import age_tombstones

pytestmark = pytest.mark.django_db


def tell(event: ErasureBegun, *, times: int = 1) -> None:
    for _ in range(times):
        with atomic("users"):
            publish(event)
        drain()


def test_an_author_who_is_erased_is_named_nowhere_and_it_is_told_after_the_second_pass(told):
    author_id, other_id = uuid7(), uuid7()
    mine = create_course(content=CourseContent(title="Engines"), author_id=author_id)
    others = create_course(content=CourseContent(title="Looms"), author_id=other_id)
    event = ErasureBegun(erasure_id=uuid7(), user_id=author_id)
    tell(event, times=2)
    assert list(Course.objects.order_by("id").values_list("pk", "author_id")) == [
        (mine.pk, None),
        (others.pk, other_id),
    ]
    assert told.of(PersonalDataErased) == []
    age_tombstones(QUIET)
    for _ in range(2):
        tasks.finish_erasures()
    [erased] = told.of(PersonalDataErased)
    assert (erased.erasure_id, erased.user_id) == (event.erasure_id, author_id)
    assert erased.counts == {"courses_course made anonymous": 1, "courses_edit made anonymous": 1}


def test_a_course_begun_between_the_passes_loses_its_author_too():
    author_id = uuid7()
    tell(ErasureBegun(erasure_id=uuid7(), user_id=author_id))
    late = create_course(content=CourseContent(title="Engines"), author_id=author_id)
    age_tombstones(QUIET)
    tasks.finish_erasures()
    late.refresh_from_db()
    assert late.author_id is None
