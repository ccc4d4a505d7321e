"""Publishing at a time: exactly what was scheduled, once, whatever happens to drafts and workers."""

import threading
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, close_old_connections, connections
from django.utils import timezone

from apps.courses.contracts import CoursePublished
from apps.courses.errors import ContentRefused, DeletionUnderWay, EmptyCourse, ScheduleSettled, ScheduleTaken
from apps.courses.models.content import Course, Lesson
from apps.courses.models.imports import Recording
from apps.courses.models.publishing import Publication
from apps.courses.models.schedules import Schedule
from apps.courses.selectors import schedules as selectors
from apps.courses.services import catalogue
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.deletion import removal
from apps.courses.services.deletion.requests import delete_course
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.publications import due
from apps.courses.services.publications.schedules import cancel_schedule, schedule_publication
from apps.courses.services.publications.terms import Terms, choices_of
from apps.courses.services.publishing import publish_course
from apps.courses.services.reviews.gate import require_reviews
from gopro.audit import trail
from gopro.audit.models import AuditEntry
from gopro.database import atomic, savepoint
from gopro.identifiers import uuid7
from gopro.testing.facts import Told
from tests.apps.courses.factories import lessons_of, make_course, make_lesson, make_published

HOUR = timedelta(hours=1)


def in_an_hour(course: Course, *, hours: int = 1, note: str = "") -> Schedule:
    return schedule_publication(
        course_id=course.id, due_at=timezone.now() + hours * HOUR, scheduler_id=course.author_id, note=note
    )


def later(hours: float = 1.1) -> time_machine.travel:
    return time_machine.travel(datetime.now(UTC) + timedelta(hours=hours), tick=True)


def body_seen(course: Course) -> str:
    found = Lesson.objects.select_related("published_version").get(course=course, published_position=1)
    assert found.published_version is not None
    return found.published_version.body


@pytest.mark.usefixtures("db")
def test_what_was_scheduled_is_published_and_not_what_was_edited_since(told: Told) -> None:
    course = make_published(lessons=1)
    lesson = lessons_of(course)[0]
    edit_lesson(lesson_id=lesson.id, changes={"body": "Scheduled."}, editor_id=None)
    schedule = in_an_hour(course, note="For Monday.")
    assert selectors.shown(course, [schedule])[0]["is_outdated"] is False
    edit_lesson(lesson_id=lesson.id, changes={"body": "Half done."}, editor_id=None)
    assert selectors.shown(Course.objects.get(pk=course.pk), [schedule])[0]["is_outdated"] is True
    assert due.publish_scheduled(course_id=course.id) == 0
    assert (Publication.objects.count(), body_seen(course)) == (1, "Some *text*.")
    with later():
        assert selectors.due_courses(now=timezone.now()) == [course.id]
        assert due.publish_scheduled(course_id=course.id) == 1
        assert due.publish_scheduled(course_id=course.id) == 0
        assert selectors.due_courses(now=timezone.now()) == []
    schedule.refresh_from_db()
    assert (schedule.state, schedule.publication, body_seen(course)) == ("published", 2, "Scheduled.")
    log = Publication.objects.get(course=course, n=2)
    assert (log.note, log.published_by) == ("For Monday.", course.author_id)
    assert [fact.version for fact in told.of(CoursePublished)] == [1, 2]
    entry = trail.history(room="courses", object_type="courses.course", object_id=str(course.id))[0]
    assert (entry.action, entry.actor_id) == ("courses.course.publish", str(course.author_id))
    lesson.refresh_from_db()
    assert lesson.draft_version.body == "Half done."


@pytest.mark.usefixtures("db")
def test_several_are_published_in_the_order_of_their_times() -> None:
    course = make_published(lessons=1)
    lesson = lessons_of(course)[0]
    for hours, body in ((3, "Third."), (1, "First."), (2, "Second.")):
        edit_lesson(lesson_id=lesson.id, changes={"body": body}, editor_id=None)
        in_an_hour(course, hours=hours)
    with later(2.5):
        assert due.publish_scheduled(course_id=course.id) == 2
        assert body_seen(course) == "Second."
    with later(3.5):
        assert due.publish_scheduled(course_id=course.id) == 1
    assert (body_seen(course), Publication.objects.count()) == ("Third.", 4)


@pytest.mark.usefixtures("db")
def test_a_refusal_is_told_and_blocks_nothing(told: Told) -> None:
    bad, good = make_published(lessons=1), make_published(lessons=1)
    for course in (bad, good):
        edit_course(course_id=course.id, changes={"title": "Next"}, editor_id=None)
    failing, following, other = in_an_hour(bad), in_an_hour(bad, hours=2), in_an_hour(good)
    recordings = list(Recording.objects.all())
    facts = len(told.of(CoursePublished))
    with later():
        Recording.objects.all().delete()
        assert due.publish_scheduled(course_id=bad.id) == 1
        Recording.objects.bulk_create(recordings)
        assert due.publish_scheduled(course_id=good.id) == 1
    failing.refresh_from_db()
    other.refresh_from_db()
    assert (failing.state, failing.publication) == ("failed", None)
    assert failing.failure.startswith("The reference solution must pass")
    assert failing.reasons == {"/exercises/greet": "Not run yet; try again soon."}
    assert (other.state, len(told.of(CoursePublished))) == ("published", facts + 1)
    with later(2.1):
        assert due.publish_scheduled(course_id=bad.id) == 1
    following.refresh_from_db()
    assert following.state == "published"


@pytest.mark.usefixtures("db")
def test_what_can_be_told_at_once_is_refused_at_once() -> None:
    course, now = make_published(lessons=1), timezone.now()
    for wrong in (now - HOUR, now + timedelta(days=800)):
        with pytest.raises(ContentRefused) as refusal:
            schedule_publication(course_id=course.id, due_at=wrong, scheduler_id=None)
        assert refusal.value.fields == {"/due_at": "A time to come, within two years."}
    with pytest.raises(EmptyCourse):
        in_an_hour(make_course())
    when = now + HOUR
    schedule_publication(course_id=course.id, due_at=when, scheduler_id=None)
    with pytest.raises(ScheduleTaken):
        schedule_publication(course_id=course.id, due_at=when, scheduler_id=None)
    delete_course(course_id=course.id)
    with pytest.raises(DeletionUnderWay):
        in_an_hour(course, hours=2)
    assert Schedule.objects.count() == 1


@pytest.mark.usefixtures("db")
def test_cancelled_is_never_published() -> None:
    course = make_published(lessons=1)
    edit_course(course_id=course.id, changes={"title": "Next"}, editor_id=None)
    schedule = in_an_hour(course)
    cancel_schedule(course_id=course.id, schedule_id=schedule.id)
    entries = AuditEntry.objects.using("courses").count()
    cancel_schedule(course_id=course.id, schedule_id=schedule.id)
    assert AuditEntry.objects.using("courses").count() == entries
    with later():
        assert due.publish_scheduled(course_id=course.id) == 0
        done = in_an_hour(course)
    with later(2.5):
        due.publish_scheduled(course_id=course.id)
        with pytest.raises(ScheduleSettled):
            cancel_schedule(course_id=course.id, schedule_id=done.id)
    assert Publication.objects.count() == 2


@pytest.mark.usefixtures("db")
def test_terms_and_approvals_hold_when_the_time_has_come() -> None:
    course, kept = make_published(lessons=1), choices_of(default="credit")
    edit_course(course_id=course.id, changes={"title": "Next"}, editor_id=None)
    soon = timezone.now() + HOUR
    first = schedule_publication(course_id=course.id, due_at=soon, scheduler_id=None, terms=Terms(choices=kept))
    second = in_an_hour(course, hours=2)
    require_reviews(course_id=course.id, required=True)
    with later():
        due.publish_scheduled(course_id=course.id)
    require_reviews(course_id=course.id, required=False)
    first.refresh_from_db()
    assert (first.state, Publication.objects.count()) == ("failed", 1)
    assert "Ask for a review first" in first.failure
    with later(2.1):
        due.publish_scheduled(course_id=course.id)
    second.refresh_from_db()
    assert (second.state, second.choices, first.choices) == ("published", None, {"default": "credit", "items": []})
    third = schedule_publication(
        course_id=course.id, due_at=timezone.now() + 3 * HOUR, scheduler_id=None, terms=Terms(choices=kept)
    )
    edit_course(course_id=course.id, changes={"title": "Third"}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    with later(3.1):
        due.publish_scheduled(course_id=course.id)
    third.refresh_from_db()
    shown = Publication.objects.get(course=course, n=third.publication or 0)
    assert (shown.n, shown.choices["default"], shown.course_version.title) == (4, "credit", "Next")


@pytest.mark.usefixtures("db")
def test_nothing_scheduled_brings_back_a_retired_course() -> None:
    course = make_published(lessons=1)
    schedule = in_an_hour(course)
    retire_course(course_id=course.id)
    schedule.refresh_from_db()
    assert schedule.state == "cancelled"
    back = in_an_hour(course)
    with later():
        due.publish_scheduled(course_id=course.id)
    back.refresh_from_db()
    assert (back.state, Course.objects.get(pk=course.pk).status) == ("published", "published")


@pytest.mark.usefixtures("db")
def test_the_database_itself_keeps_what_was_scheduled() -> None:
    course = make_published(lessons=1)
    in_an_hour(course)
    with pytest.raises(IntegrityError, match="written once"), savepoint("courses"):
        connections["courses"].cursor().execute("UPDATE courses_schedule SET outline = '[]'")
    with atomic("courses"):
        removal.remove(course_id=course.id)
    assert Schedule.objects.count() == 0


@pytest.mark.usefixtures("committed")
def test_eight_workers_publish_it_once() -> None:
    course = make_published(lessons=1)
    edit_course(course_id=course.id, changes={"title": "Next"}, editor_id=None)
    schedule = in_an_hour(course)
    Schedule.objects.filter(pk=schedule.pk).update(due_at=timezone.now())
    settled: list[int] = []

    def work() -> None:
        settled.append(due.publish_scheduled(course_id=course.id))
        close_old_connections()
        connections.close_all()

    workers = [threading.Thread(target=work) for _ in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(settled) == [0] * 7 + [1]
    assert Publication.objects.filter(course=course).count() == 2


@pytest.mark.usefixtures("committed")
def test_a_worker_that_dies_on_the_way_leaves_it_to_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    course = make_published(lessons=1)
    edit_course(course_id=course.id, changes={"title": "Next"}, editor_id=None)
    schedule = in_an_hour(course)
    Schedule.objects.filter(pk=schedule.pk).update(due_at=timezone.now())
    with monkeypatch.context() as dying:

        def die(**_: object) -> None:
            raise SystemExit

        dying.setattr(catalogue, "show", die)
        with pytest.raises(SystemExit):
            due.publish_scheduled(course_id=course.id)
    schedule.refresh_from_db()
    assert (schedule.state, Publication.objects.count()) == ("pending", 1)
    assert due.publish_scheduled(course_id=course.id) == 1
    assert Publication.objects.count() == 2


@pytest.mark.usefixtures("db")
def test_unpublished_courses_can_be_scheduled() -> None:
    course = make_course(author_id=uuid7())
    make_lesson(course=course)
    in_an_hour(course)
    with later():
        assert due.publish_scheduled(course_id=course.id) == 1
    assert Course.objects.get(pk=course.pk).status == "published"
    publish_course(course_id=course.id, publisher_id=None)
    assert Publication.objects.count() == 1
