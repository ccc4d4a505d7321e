"""A course goes: learners are told, thirty days pass, enrollments end, and what they did is all that is left."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connections
from django.db.models import Model

from apps.courses.contracts import (
    CourseDeleted,
    CourseDeletionBegun,
    CourseDeletionCancelled,
    CourseDeletionRequested,
    CourseReopened,
    CourseRetired,
)
from apps.courses.errors import CourseNotFound, DeletionNotFound, DeletionUnderWay
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.content import Course
from apps.courses.models.deletions import Deletion
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from apps.courses.services.courses import retire_course
from apps.courses.services.deletion.removal import PARTS, record_warned
from apps.courses.services.deletion.requests import delete_course, keep_course
from apps.courses.services.publishing import publish_course
from apps.notifications.models import Notification
from apps.progress.contracts import EnrollmentEnded, EnrollmentEnding, EnrollmentKept, EnrollmentsEnded, LearnersWarned
from apps.progress.errors import CourseClosed
from apps.progress.models import Enrollment, EnrollmentStatus, LessonCompletion
from apps.progress.services import completion, deletions, enrollment
from gopro.identifiers import uuid7
from gopro.sagas import rows
from gopro.sagas.engine import PastReturn
from gopro.sagas.models import Saga
from gopro.testing.facts import Told
from gopro.testing.sagas import pass_time, settle
from tests.apps.courses.factories import lessons_of, make_course, make_published

pytestmark = pytest.mark.django_db
GRACE = timedelta(days=30, seconds=1)


@pytest.fixture
def course(db: None) -> Course:
    course = make_published(lessons=2, title="Engines")
    settle()
    return course


def enrolled(course: Course, *, learners: int = 1) -> list[UUID]:
    users = [uuid7() for _ in range(learners)]
    for user_id in users:
        enrollment.enroll(user_id=user_id, course_id=course.pk)
    settle()
    return users


def deleting(course: Course) -> Saga:
    """Asked for, and the learners told."""
    deletion = delete_course(course_id=course.pk)
    assert deletion is not None
    go_on()
    return rows.found(room="courses", saga_id=deletion.pk)


def go_on() -> None:
    settle()
    deletions.advance_all()
    settle()


def past_grace(saga: Saga) -> None:
    pass_time(GRACE, room="courses", saga_id=saga.pk)
    go_on()


def told_of(user_id: UUID) -> list[str]:
    return list(Notification.objects.filter(user_id=user_id).order_by("id").values_list("type", flat=True))


def left(course_id: UUID) -> dict[str, int]:
    with connections["courses"].cursor() as cursor:
        counts = {}
        for table, condition in PARTS:
            cursor.execute(f"SELECT count(*) FROM {table} WHERE {condition}", [course_id])  # noqa: S608 - our constants
            counts[table] = cursor.fetchone()[0]
    return {table: count for table, count in counts.items() if count}


def test_a_course_goes_whole_and_what_learners_did_stays(course: Course, told: Told) -> None:
    other = make_published(title="Another")
    [learner] = enrolled(course)
    lesson_id = lessons_of(course)[0].id
    completion.record_lesson(user_id=learner, lesson_id=lesson_id, completed=True, score=None)
    saga = deleting(course)
    past_grace(saga)
    assert rows.found(room="courses", saga_id=saga.pk).state == "done"
    assert left(course.pk) == {}
    assert not Course.objects.filter(pk=course.pk).exists()
    assert left(other.pk) == {
        "courses_catalogueentry": 1,
        "courses_edit": 5,
        "courses_publication": 1,
        "courses_exerciseversion": 2,
        "courses_exercise": 2,
        "courses_lessonversion": 1,
        "courses_lesson": 1,
        "courses_courseversion": 1,
        "courses_course": 1,
    }
    assert told.of(CourseDeleted) == [CourseDeleted(course_id=course.pk)]
    assert told.of(CourseDeletionBegun) == [CourseDeletionBegun(deletion_id=saga.pk, course_id=course.pk)]
    assert told.of(EnrollmentsEnded) == [EnrollmentsEnded(deletion_id=saga.pk, course_id=course.pk, enrollments=1)]
    kept = Enrollment.objects.get(user_id=learner)
    assert (kept.status, kept.lessons_completed) == (EnrollmentStatus.ENDED, 1)
    assert LessonCompletion.objects.filter(enrollment=kept).count() == 1
    assert told_of(learner) == ["course_ending", "course_deleted"]


def test_learners_are_told_before_and_can_go_on(course: Course, told: Told) -> None:
    learners = enrolled(course, learners=3)
    saga = deleting(course)
    deletion = Deletion.objects.get(pk=saga.pk)
    assert (saga.state, saga.step) == ("waiting", "grace")
    ending = told.of(EnrollmentEnding)
    assert sorted(fact.user_id for fact in ending) == learners
    assert {(fact.course_title, fact.ends_at) for fact in ending} == {("Engines", deletion.due_at)}
    assert told.of(LearnersWarned) == [LearnersWarned(deletion_id=saga.pk, course_id=course.pk, learners=3)]
    assert [told_of(learner) for learner in learners] == [["course_ending"]] * 3
    for lesson in lessons_of(course):
        completion.record_lesson(user_id=learners[0], lesson_id=lesson.id, completed=True, score=None)
    assert Enrollment.objects.get(user_id=learners[0]).percent == 100
    assert told.of(EnrollmentEnded) == []


def test_nobody_begins_a_course_that_is_to_go_nor_comes_back(course: Course) -> None:
    [learner] = enrolled(course)
    enrollment.end_enrollment(user_id=learner, enrollment_id=Enrollment.objects.get(user_id=learner).pk)
    deleting(course)
    for user_id in (learner, uuid7()):
        with pytest.raises(CourseClosed):
            enrollment.enroll(user_id=user_id, course_id=course.pk)
    assert told_of(learner) == []


def test_it_can_be_kept_and_everybody_is_told(course: Course, told: Told) -> None:
    [learner] = enrolled(course)
    saga = deleting(course)
    kept = keep_course(course_id=course.pk)
    go_on()
    assert kept.state == "cancelled"
    assert rows.found(room="courses", saga_id=saga.pk).state == "compensated"
    assert Course.objects.get(pk=course.pk).status == "published"
    assert CatalogueEntry.objects.get(course=course).lesson_count == 2
    assert told.of(CourseReopened) == [CourseReopened(course_id=course.pk)]
    assert told.of(CourseDeletionCancelled) == [CourseDeletionCancelled(deletion_id=saga.pk, course_id=course.pk)]
    assert [fact.user_id for fact in told.of(EnrollmentKept)] == [learner]
    assert told_of(learner) == ["course_ending", "course_kept"]
    newcomer = uuid7()
    assert enrollment.enroll(user_id=newcomer, course_id=course.pk)[1]
    assert Enrollment.objects.get(user_id=learner).ends_at is None


def test_it_can_be_asked_for_again_after_it_was_kept(course: Course) -> None:
    [learner] = enrolled(course)
    deleting(course)
    keep_course(course_id=course.pk)
    go_on()
    saga = deleting(course)
    assert told_of(learner) == ["course_ending", "course_kept", "course_ending"]
    past_grace(saga)
    assert left(course.pk) == {}


def test_a_course_that_was_retired_before_is_retired_after_it_was_kept(course: Course, told: Told) -> None:
    retire_course(course_id=course.pk)
    deleting(course)
    keep_course(course_id=course.pk)
    go_on()
    assert Course.objects.get(pk=course.pk).status == "retired"
    assert told.of(CourseReopened) == []
    assert len(told.of(CourseRetired)) == 1


def test_asking_twice_is_asking_once(course: Course, told: Told) -> None:
    first, second = delete_course(course_id=course.pk), delete_course(course_id=course.pk)
    assert first == second
    go_on()
    assert len(told.of(CourseDeletionRequested)) == 1
    assert len(told.of(CourseRetired)) == 1


def test_a_course_that_nobody_saw_goes_at_once(told: Told) -> None:
    course = make_course()
    assert delete_course(course_id=course.pk) is None
    assert left(course.pk) == {}
    assert told.of(CourseDeleted) == [CourseDeleted(course_id=course.pk)]
    assert told.of(CourseDeletionRequested) == []
    assert not Saga.objects.using("courses").exists()


def test_after_the_grace_there_is_no_way_back(course: Course) -> None:
    saga = deleting(course)
    pass_time(GRACE, room="courses", saga_id=saga.pk)
    settle()
    with pytest.raises(PastReturn):
        keep_course(course_id=course.pk)
    go_on()
    with pytest.raises(DeletionNotFound):
        keep_course(course_id=course.pk)
    with pytest.raises(CourseNotFound):
        delete_course(course_id=course.pk)


def test_it_is_not_published_anew_meanwhile(course: Course) -> None:
    deleting(course)
    with pytest.raises(DeletionUnderWay):
        publish_course(course_id=course.pk, publisher_id=None)
    assert not CatalogueEntry.objects.filter(course=course).exists()


def test_progress_that_says_nothing_is_asked_again_and_the_answer_counts_once(course: Course, told: Told) -> None:
    enrolled(course)
    deletion = delete_course(course_id=course.pk)
    assert deletion is not None
    settle()
    pass_time(timedelta(hours=1, seconds=1), room="courses", saga_id=deletion.pk)
    settle()
    assert len(told.of(CourseDeletionRequested)) == 2
    go_on()
    assert len(told.of(EnrollmentEnding)) == 1
    record_warned(deletion_id=deletion.pk, learners=1)
    assert rows.found(room="courses", saga_id=deletion.pk).step == "grace"


def test_many_learners_are_told_some_at_a_time(course: Course, monkeypatch: pytest.MonkeyPatch, told: Told) -> None:
    monkeypatch.setattr(deletions, "AT_ONCE", 2)
    learners = enrolled(course, learners=5)
    saga = deleting(course)
    assert sorted(fact.user_id for fact in told.of(EnrollmentEnding)) == learners
    past_grace(saga)
    assert sorted(fact.user_id for fact in told.of(EnrollmentEnded)) == learners
    assert {fact.reason for fact in told.of(EnrollmentEnded)} == {"course_deleted"}


@pytest.mark.parametrize("model", [CourseVersion, LessonVersion, ExerciseVersion])
def test_versions_are_guarded_after_a_purge_too(course: Course, model: type[Model]) -> None:
    delete_course(course_id=make_course().pk)
    connection = connections["courses"]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL gopro.purging = ''")  # the test's own transaction goes on; a service's would be over
    with pytest.raises(Exception, match="is written once"):
        model._default_manager.all()._raw_delete("courses")
