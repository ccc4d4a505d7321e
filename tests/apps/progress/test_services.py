"""Enrolling, completing, and what is told of it."""

import pytest

from apps.progress.contracts import (
    AchievementUnlocked,
    CourseCompleted,
    EnrollmentCreated,
    EnrollmentEnded,
    EnrollmentResumed,
    LessonCompleted,
    ProgressUpdated,
)
from apps.progress.errors import AlreadyCompleted, CourseClosed, CourseNotFound, LessonNotFound, NotEnrolled
from apps.progress.models import Award, Enrollment, EnrollmentStatus, LessonCompletion, Outline
from apps.progress.services import completion, enrollment, outlines
from gopro.identifiers import uuid7
from tests.apps.progress.factories import Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db


def complete(learner: Learner, position: int) -> Enrollment:
    lesson_id = learner.course.lessons[position].lesson_id
    return completion.record_lesson(user_id=learner.user_id, lesson_id=lesson_id, completed=True, score=None)


class TestEnrolling:
    def test_begins_the_present_version_and_says_so(self, told):
        course, user_id = publish(version=4), uuid7()
        found, is_new = enrollment.enroll(user_id=user_id, course_id=course.course_id)
        assert is_new
        assert (found.status, found.percent, found.outline.version) == (EnrollmentStatus.ACTIVE, 0, 4)
        assert told == [
            EnrollmentCreated(
                enrollment_id=found.id,
                user_id=user_id,
                course_id=course.course_id,
                course_slug=course.slug,
                course_title=course.title,
                course_version=4,
            )
        ]

    def test_twice_changes_nothing(self, told):
        learner = Learner(publish())
        found, is_new = enrollment.enroll(user_id=learner.user_id, course_id=learner.course.course_id)
        assert (found.id, is_new) == (learner.enrollment.id, False)
        assert len(told) == 1

    def test_an_unknown_course_is_refused(self, told):
        with pytest.raises(CourseNotFound):
            enrollment.enroll(user_id=uuid7(), course_id=uuid7())
        assert told == []

    def test_a_retired_course_takes_nobody_new_and_keeps_those_who_began(self):
        learner = Learner(publish())
        outlines.close_course(course_id=learner.course.course_id)
        with pytest.raises(CourseClosed):
            enrollment.enroll(user_id=uuid7(), course_id=learner.course.course_id)
        assert enrollment.enroll(user_id=learner.user_id, course_id=learner.course.course_id)[1] is False
        assert complete(learner, 0).lessons_completed == 1

    def test_leaving_and_coming_back_keeps_what_was_done(self, told):
        learner = Learner(publish())
        complete(learner, 0)
        enrollment.end_enrollment(user_id=learner.user_id, enrollment_id=learner.enrollment.id)
        enrollment.end_enrollment(user_id=learner.user_id, enrollment_id=learner.enrollment.id)
        with pytest.raises(NotEnrolled):
            complete(learner, 1)
        found, is_new = enrollment.enroll(user_id=learner.user_id, course_id=learner.course.course_id)
        assert (found.id, is_new, found.lessons_completed) == (learner.enrollment.id, True, 1)
        assert len(told.of(EnrollmentEnded)) == 1
        assert len(told.of(EnrollmentResumed)) == 1


class TestCompleting:
    def test_counts_each_lesson_once(self, told):
        learner = Learner(publish())
        first = complete(learner, 0)
        assert (first.lessons_completed, first.percent) == (1, 33.3)
        again = complete(learner, 0)
        assert (again.lessons_completed, again.percent) == (1, 33.3)
        ids = {"enrollment_id": first.id, "user_id": learner.user_id, "course_id": learner.course.course_id}
        assert list(told)[1:] == [
            LessonCompleted(**ids, lesson_id=learner.course.lessons[0].lesson_id),
            ProgressUpdated(**ids, percent=33.3, lessons_completed=1, lessons_total=3, course_version=1),
        ]

    def test_the_last_lesson_completes_the_course_and_earns_a_badge_once(self, told):
        learner = Learner(publish())
        for position in (2, 0, 1, 1):
            complete(learner, position)
        found = learner.fresh()
        assert (found.status, found.percent) == (EnrollmentStatus.COMPLETED, 100.0)
        assert found.completed_at is not None
        assert len(told.of(CourseCompleted)) == 1
        award = Award.objects.get()
        assert told.of(AchievementUnlocked) == [
            AchievementUnlocked(
                award_id=award.id,
                user_id=learner.user_id,
                achievement="course-completed",
                title="Course completed",
                course_id=learner.course.course_id,
            )
        ]

    def test_a_completed_lesson_stays_so(self):
        learner = Learner(publish())
        lesson_id = learner.course.lessons[0].lesson_id
        untouched = completion.record_lesson(user_id=learner.user_id, lesson_id=lesson_id, completed=False, score=None)
        assert untouched.lessons_completed == 0
        complete(learner, 0)
        with pytest.raises(AlreadyCompleted):
            completion.record_lesson(user_id=learner.user_id, lesson_id=lesson_id, completed=False, score=None)
        assert learner.fresh().lessons_completed == 1

    def test_needs_an_enrollment(self, told):
        course = publish()
        with pytest.raises(NotEnrolled):
            completion.record_lesson(user_id=uuid7(), lesson_id=course.lessons[0].lesson_id, completed=True, score=None)
        with pytest.raises(LessonNotFound):
            completion.record_lesson(user_id=uuid7(), lesson_id=uuid7(), completed=True, score=None)
        assert told == []
        assert not LessonCompletion.objects.exists()

    def test_learners_keep_the_version_that_they_began(self):
        learner = Learner(publish())
        more = (*learner.course.lessons, LessonFactory())
        publish(course_id=learner.course.course_id, version=2, lessons=more)
        for position in range(3):
            complete(learner, position)
        assert learner.fresh().percent == 100.0
        newcomer, _ = enrollment.enroll(user_id=uuid7(), course_id=learner.course.course_id)
        assert newcomer.outline.lessons_total == 4

    @pytest.mark.parametrize(
        ("completed", "total", "expected"),
        [(0, 7, 0.0), (1, 7, 14.3), (1999, 2000, 99.9), (7, 7, 100.0)],
    )
    def test_percent_is_100_only_when_all_are_done(self, completed, total, expected):
        assert completion.percent(completed=completed, total=total) == expected


def test_an_outline_told_twice_is_kept_once():
    course = publish()
    publish(course_id=course.course_id, version=course.version, lessons=course.lessons)
    assert Outline.objects.count() == 1
    assert Outline.objects.get().lessons.count() == 3
