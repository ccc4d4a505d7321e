"""What progress tells anew, and what it does with outlines that are told anew."""

import pytest
from django.utils import timezone

from apps.courses.contracts import CourseDeleted, CoursePublished, CourseSnapshot
from apps.progress import handlers
from apps.progress.contracts import AchievementSnapshot, EnrollmentSnapshot
from apps.progress.models import Award, Course, CourseDeletion, Enrollment, Outline, OutlineLesson
from apps.progress.services import completion, snapshots
from gopro.identifiers import uuid7
from tests.apps.progress.factories import CourseFactory, Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db


def anew(event: CoursePublished, *, status: str = "published") -> CourseSnapshot:
    values = {name: getattr(event, name) for name in ("course_id", "version", "slug", "title", "language", "lessons")}
    return CourseSnapshot(status=status, **values)


def test_an_enrollment_with_how_far_it_is():
    course = publish(lessons=tuple(LessonFactory.build_batch(4)))
    learner = Learner(course)
    lesson_id = course.lessons[0].lesson_id
    completion.record_lesson(user_id=learner.user_id, lesson_id=lesson_id, completed=True, score=None)
    assert snapshots.enrollment(learner.enrollment.id) == [
        EnrollmentSnapshot(
            enrollment_id=learner.enrollment.id,
            user_id=learner.user_id,
            course_id=course.course_id,
            course_slug=course.slug,
            course_title=course.title,
            course_version=1,
            status="active",
            percent=25.0,
            lessons_completed=1,
            lessons_total=4,
        )
    ]
    assert snapshots.enrollment(uuid7()) == []


def test_an_award():
    award = Award.objects.create(user_id=uuid7(), achievement="first-pass")
    assert snapshots.award(award.id) == [
        AchievementSnapshot(
            award_id=award.id, user_id=award.user_id, achievement="first-pass", title="First green", course_id=None
        )
    ]


def test_an_older_version_told_late_is_kept_and_not_pointed_to():
    newer = publish(version=2)
    older = CourseFactory(course_id=newer.course_id, version=1, title="Old title")
    handlers.remember_outline(older)
    handlers.restore_outline(anew(older))
    course = Course.objects.get()
    assert (course.version, course.title, course.status) == (2, newer.title, "published")
    assert list(Outline.objects.order_by("version").values_list("version", flat=True)) == [1, 2]


def test_a_snapshot_mends_the_outline_and_changes_nothing_that_is_right():
    course = publish()
    learner = Learner(course)
    before = list(OutlineLesson.objects.values())
    handlers.restore_outline(anew(course))
    assert list(OutlineLesson.objects.values()) == before
    OutlineLesson.objects.filter(position=1).delete()
    handlers.restore_outline(anew(course))
    titles = list(OutlineLesson.objects.order_by("position").values_list("title", flat=True))
    assert titles == [lesson.title for lesson in course.lessons]
    assert learner.fresh().outline_id == Outline.objects.get().pk


def test_a_draft_is_not_known_to_learners():
    handlers.restore_outline(CourseSnapshot(status="draft", lessons=(), **ids(version=0)))
    assert not Course.objects.exists()


def ids(*, version: int) -> dict[str, object]:
    return {"course_id": uuid7(), "version": version, "slug": "s", "title": "T", "language": "go"}


def test_a_course_that_goes_stays_gone_whatever_is_told_anew():
    course = publish()
    CourseDeletion.objects.create(
        id=uuid7(), course_id=course.course_id, due_at=timezone.now(), begun_at=timezone.now()
    )
    handlers.restore_outline(anew(course, status="retired"))
    assert Course.objects.get().status == "deleted"


def test_a_deleted_course_keeps_its_outlines():
    course = publish()
    learner = Learner(course)
    handlers.bury_course(CourseDeleted(course_id=course.course_id))
    assert Course.objects.get().status == "deleted"
    assert Enrollment.objects.get(pk=learner.enrollment.pk).outline.lessons.count() == 3
