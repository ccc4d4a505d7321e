"""Learners come along: some at a time, exactly once, and only who changed is told."""

from collections.abc import Sequence

import pytest

from apps.courses.contracts import CoursePublished, ItemChoice, OutlineLesson, PublishChoices
from apps.progress import handlers, tasks
from apps.progress.contracts import CertificateIssued, CourseCompleted, ProgressUpdated
from apps.progress.errors import AlreadyCompleted, NotEnrolled, NotInYourVersion, VersionMovedOn
from apps.progress.models import (
    Adjustment,
    Certificate,
    Enrollment,
    EnrollmentStatus,
    ExercisePass,
    LessonCompletion,
    Outline,
)
from apps.progress.selectors import progress, upgrades
from apps.progress.services import completion, enrollment, following, grading
from apps.progress.services.submissions import submit
from apps.progress.services.upgrades import upgrade
from gopro.identifiers import uuid7
from gopro.sandbox.contract import Outcome
from tests.apps.progress.factories import CourseFactory, ExerciseFactory, Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db


def complete(learner: Learner, lessons: Sequence[OutlineLesson]) -> None:
    for lesson in lessons:
        completion.record_lesson(user_id=learner.user_id, lesson_id=lesson.lesson_id, completed=True, score=None)


def next_version(course: CoursePublished, lessons, *, policy: str = "follow_latest", choice: str = "require", **rest):
    """Publish, and have it followed."""
    choices = PublishChoices(default=choice, items=tuple(rest.pop("items", ())))
    event = publish(
        course_id=course.course_id, version=course.version + 1, lessons=lessons, policy=policy, choices=choices, **rest
    )
    following.follow_course(course_id=course.course_id)
    return event


def revised(lesson):
    return LessonFactory(lesson_id=lesson.lesson_id, number=lesson.number, exercises=lesson.exercises)


def figures(learner: Learner) -> tuple[int, float, int, int]:
    row = learner.fresh()
    return row.outline.version, row.percent, row.lessons_completed, row.lessons_total


class TestComingAlong:
    def test_by_policy(self):
        for policy, expected in (
            ("pin", [(1, 100.0, 3, 3), (1, 0.0, 0, 3)]),
            ("follow_compatible", [(1, 100.0, 3, 3), (2, 0.0, 0, 4)]),
            ("follow_latest", [(2, 75.0, 3, 4), (2, 0.0, 0, 4)]),
        ):
            course = publish()
            done, begun = Learner(course), Learner(course)
            complete(done, course.lessons)
            next_version(course, (*course.lessons, LessonFactory()), policy=policy)
            assert [figures(done), figures(begun)] == expected

    def test_by_choice_with_the_reason_kept(self):
        for choice, expected, effects in (
            ("keep", (2, 100.0, 3, 3), ["waived"]),
            ("require", (2, 75.0, 3, 4), []),
            ("credit", (2, 100.0, 4, 4), ["credited"]),
        ):
            course = publish()
            learner = Learner(course)
            complete(learner, course.lessons)
            next_version(course, (*course.lessons, LessonFactory()), choice=choice)
            assert figures(learner) == expected
            mine = Adjustment.objects.filter(enrollment=learner.enrollment)
            assert list(mine.values_list("effect", flat=True)) == effects
            assert LessonCompletion.objects.filter(enrollment=learner.enrollment).count() == 3

    def test_only_who_changed_is_told(self, told):
        course = publish()
        done, begun = Learner(course), Learner(course)
        complete(done, course.lessons)
        facts = len(told)
        next_version(course, [revised(lesson) for lesson in course.lessons], choice="keep")
        assert (figures(done), figures(begun)) == ((2, 100.0, 3, 3), (2, 0.0, 0, 3))
        assert len(told) == facts
        next_version(
            CourseFactory(course_id=course.course_id, version=2),
            [revised(lesson) for lesson in course.lessons],
            items=[ItemChoice(id=course.lessons[1].lesson_id, choice="keep")],
        )
        [fact] = list(told)[facts:]
        assert fact == ProgressUpdated(
            enrollment_id=done.enrollment.id,
            user_id=done.user_id,
            course_id=course.course_id,
            percent=33.3,
            lessons_completed=1,
            lessons_total=3,
            reason="version_followed",
            course_version=3,
        )

    def test_a_completed_course_stays_completed_and_keeps_its_one_certificate(self, told):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons)
        since, certificate = learner.fresh().completed_at, Certificate.objects.get()
        more = next_version(course, (*course.lessons, LessonFactory()))
        row = learner.fresh()
        assert (row.status, row.percent, row.completed_at) == (EnrollmentStatus.COMPLETED, 75.0, since)
        complete(learner, more.lessons)
        assert figures(learner) == (2, 100.0, 4, 4)
        assert (learner.fresh().completed_at, Certificate.objects.get()) == (since, certificate)
        assert (len(told.of(CourseCompleted)), len(told.of(CertificateIssued))) == (1, 1)

    def test_who_has_nothing_left_to_do_has_completed_the_course(self, told):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons[:2])
        next_version(course, course.lessons[:2])
        assert (figures(learner), learner.fresh().status) == ((2, 100.0, 2, 2), EnrollmentStatus.COMPLETED)
        assert Certificate.objects.get().course_version == 2
        assert len(told.of(CourseCompleted)) == 1

    def test_heard_twice_and_run_again_decides_nothing_twice(self, told):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons)
        event = next_version(course, (*course.lessons, LessonFactory()), choice="credit")
        facts, notes = len(told), list(Adjustment.objects.values())
        handlers.remember_outline(event)
        handlers.follow_course(event)
        tasks.follow_course(str(course.course_id))
        tasks.follow_courses()
        assert (len(told), list(Adjustment.objects.values())) == (facts, notes)

    def test_portions_leave_nobody_out_and_the_sweep_finds_who_was_left(self, monkeypatch):
        monkeypatch.setattr(following, "AT_ONCE", 3)
        course = publish()
        learners = [Learner(course) for _ in range(7)]
        next_version(course, course.lessons)
        assert {figures(each)[0] for each in learners} == {2}
        first = Outline.objects.get(course=course.course_id, version=1)
        Enrollment.objects.filter(pk=learners[5].enrollment.pk).update(considered_version=1, outline=first)
        following.sweep()
        assert figures(learners[5])[0] == 2

    def test_who_left_stays_behind_and_comes_along_when_they_are_back(self):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons[:1])
        enrollment.end_enrollment(user_id=learner.user_id, enrollment_id=learner.enrollment.id)
        next_version(course, (*course.lessons, LessonFactory()))
        assert figures(learner) == (1, 33.3, 1, 3)
        found, _ = enrollment.enroll(user_id=learner.user_id, course_id=course.course_id)
        assert (found.outline.version, found.percent) == (2, 25.0)
        assert figures(learner) == (2, 25.0, 1, 4)

    def test_figures_are_counted_again_from_what_was_done_and_chosen(self):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons)
        next_version(course, (*course.lessons[1:], LessonFactory()), choice="keep")
        assert figures(learner) == (2, 100.0, 3, 3)
        assert completion.recount([learner.enrollment.pk]) == 0
        Enrollment.objects.update(percent=1, lessons_completed=0, lessons_total=9)
        assert completion.recount([learner.enrollment.pk]) == 1
        assert figures(learner) == (2, 100.0, 3, 3)


class TestDoing:
    def test_what_is_required_anew_is_completed_anew_once(self):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons)
        there = next_version(course, [revised(course.lessons[0]), *course.lessons[1:]])
        assert figures(learner) == (2, 66.7, 2, 3)
        for _ in range(2):
            complete(learner, there.lessons)
        assert figures(learner) == (2, 100.0, 3, 3)
        assert LessonCompletion.objects.filter(lesson_id=course.lessons[0].lesson_id).count() == 2

    def test_what_is_waived_may_be_done_and_counts_then(self):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons[:1])
        there = next_version(course, (*course.lessons, LessonFactory()), choice="keep")
        assert figures(learner) == (2, 33.3, 1, 3)
        complete(learner, there.lessons[3:])
        assert figures(learner) == (2, 50.0, 2, 4)

    def test_what_was_credited_is_done_already(self):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons)
        there = next_version(course, (*course.lessons, LessonFactory()), choice="credit")
        complete(learner, there.lessons[3:])
        assert LessonCompletion.objects.count() == 3
        with pytest.raises(AlreadyCompleted):
            completion.record_lesson(
                user_id=learner.user_id, lesson_id=there.lessons[3].lesson_id, completed=False, score=None
            )

    def test_what_is_in_another_version_is_said_to_be_so(self):
        course = publish()
        learner = Learner(course)
        there = next_version(course, (LessonFactory(exercises=(ExerciseFactory(),)),), policy="pin")
        with pytest.raises(NotInYourVersion):
            complete(learner, there.lessons)
        with pytest.raises(NotInYourVersion):
            submit(
                user_id=learner.user_id,
                exercise_id=there.lessons[0].exercises[0].exercise_id,
                files={"greeting.go": ""},
                answers=None,
            )
        with pytest.raises(NotEnrolled):
            completion.record_lesson(user_id=uuid7(), lesson_id=there.lessons[0].lesson_id, completed=True, score=None)


class TestPasses:
    def handed_in(self, learner: Learner):
        exercise = learner.course.lessons[0].exercises[0]
        return submit(
            user_id=learner.user_id, exercise_id=exercise.exercise_id, files={"greeting.go": ""}, answers=None
        )

    def state(self, learner: Learner) -> list[str]:
        found = progress.in_course(user_id=learner.user_id, course_id=learner.course.course_id)
        return [each.counts_as for lesson in found.lessons for each in lesson.exercises]

    @pytest.mark.parametrize(
        ("choice", "before", "meanwhile"),
        [("keep", "done", "done"), ("require", "required", "required"), ("credit", "credited", "done")],
    )
    def test_a_verdict_before_and_one_after_the_publication(self, choice, before, meanwhile):
        """An attempt that was under way when its exercise changed counts as the choice says."""
        course = publish(lessons=(LessonFactory(exercises=(ExerciseFactory(),)),))
        early, late = Learner(course), Learner(course)
        first, second = self.handed_in(early), self.handed_in(late)
        grading.conclude(submission_id=first.pk, outcome=Outcome(status="passed"))
        changed = ExerciseFactory(exercise_id=course.lessons[0].exercises[0].exercise_id)
        lesson = course.lessons[0]
        next_version(
            course,
            (
                LessonFactory(
                    lesson_id=lesson.lesson_id,
                    version_id=lesson.version_id,
                    number=lesson.number,
                    exercises=(changed,),
                ),
            ),
            choice=choice,
        )
        grading.conclude(submission_id=second.pk, outcome=Outcome(status="passed"))
        assert (self.state(early), self.state(late)) == ([before], [meanwhile])
        again = self.handed_in(early)
        assert again.exercise_version_id == changed.version_id
        grading.conclude(submission_id=again.pk, outcome=Outcome(status="passed"))
        assert self.state(early) == [before if choice == "credit" else "done"]
        assert ExercisePass.objects.filter(enrollment=early.enrollment).count() == 2


class TestUpgrading:
    def test_shows_first_and_does_just_that(self, told):
        course = publish()
        learner = Learner(course)
        complete(learner, course.lessons[:2])
        new = LessonFactory(title="New")
        next_version(course, (revised(course.lessons[0]), course.lessons[2], new), policy="pin")
        seen = upgrades.preview(user_id=learner.user_id, enrollment_id=learner.enrollment.pk)
        assert (seen.now.figures.percent, seen.then.figures.percent) == (66.7, 0.0)
        assert {(one.title, one.change, one.counts_as) for one in seen.changes} >= {("New", "new", "open")}
        assert sorted((one.change, one.counts_as) for one in seen.changes) == [
            ("changed", "required"),
            ("gone", "gone"),
            ("new", "open"),
        ]
        with pytest.raises(VersionMovedOn):
            upgrade(user_id=learner.user_id, enrollment_id=learner.enrollment.pk, version=1)
        for _ in range(2):
            upgrade(user_id=learner.user_id, enrollment_id=learner.enrollment.pk, version=2)
        assert figures(learner) == (2, 0.0, 0, 3)
        assert [fact.percent for fact in told.of(ProgressUpdated)][-1] == 0.0
        assert len(told.of(ProgressUpdated)) == 3
