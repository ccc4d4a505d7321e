"""Estimating an impact: what is counted, what is tried, and what is told on the way."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.utils import timezone

from apps.courses.contracts import ItemChoice, PublishChoices, PublishImpactRequested
from apps.progress import handlers, tasks
from apps.progress.contracts import ExerciseImpact, PolicyOutcome, PublishImpactEstimated
from apps.progress.models import Enrollment, Impact, Submission, Trial
from apps.progress.services import completion, erasure, grading
from apps.progress.services.impacts import counting, estimating, trials
from apps.progress.services.submissions import submit
from gopro.identifiers import uuid7
from gopro.sandbox.contract import Outcome
from tests.apps.progress.factories import ExerciseFactory, Learner, LessonFactory, publish

pytestmark = pytest.mark.django_db


def ask(
    course, lessons, *, policy="follow_latest", choice="require", items=(), sample=200, impact_id: UUID | None = None
):
    event = PublishImpactRequested(
        course_id=course.course_id,
        impact_id=impact_id or uuid7(),
        base_version=course.version,
        policy=policy,
        choices=PublishChoices(default=choice, items=items),
        lessons=tuple(lessons),
        sample=sample,
    )
    handlers.estimate_impact(event)
    return event


def with_exercise(lesson, exercise):
    return LessonFactory(
        lesson_id=lesson.lesson_id, version_id=lesson.version_id, number=lesson.number, exercises=(exercise,)
    )


def changed(exercise):
    return ExerciseFactory(exercise_id=exercise.exercise_id, kind=exercise.kind)


def passing(learner: Learner) -> Submission:
    exercise = learner.course.lessons[0].exercises[0]
    made = submit(user_id=learner.user_id, exercise_id=exercise.exercise_id, files={"greeting.go": ""}, answers=None)
    grading.conclude(submission_id=made.pk, outcome=Outcome(status="passed"))
    return made


def full(learner: Learner) -> None:
    for lesson in learner.course.lessons:
        completion.record_lesson(user_id=learner.user_id, lesson_id=lesson.lesson_id, completed=True, score=None)


def run(event) -> None:
    tasks.estimate_impact(str(event.impact_id))
    for _ in range(Trial.objects.filter(impact=event.impact_id).count() + 1):
        tasks.try_submission(str(event.impact_id))


@pytest.fixture
def coded():
    return publish(lessons=(LessonFactory(exercises=(ExerciseFactory(),)), LessonFactory()))


def test_who_comes_along_and_what_that_does_is_counted_for_each_policy_and_choice(coded, told):
    done, _ = Learner(coded), Learner(coded)
    full(done)
    passing(done)
    left = Learner(coded)
    Enrollment.objects.filter(pk=left.enrollment.pk).update(status="ended")
    lessons = (
        with_exercise(coded.lessons[0], changed(coded.lessons[0].exercises[0])),
        coded.lessons[1],
        LessonFactory(),
    )
    event = ask(
        coded, lessons, items=(ItemChoice(id=coded.lessons[0].exercises[0].exercise_id, choice="keep"),), sample=0
    )
    run(event)
    first, *_, last = told.of(PublishImpactEstimated)
    assert (first.is_final, first.learners, first.outcomes) == (False, 0, ())
    assert (last.is_final, last.learners, last.looked_at, last.in_progress, last.completed) == (True, 2, 2, 1, 1)
    nothing = {"below_full": 0, "falls": 0, "rises": 0, "would_complete": 0, "passes_lost": 0}
    assert last.outcomes[0] == PolicyOutcome(
        policy="follow_latest",
        choice="asked",
        **nothing | {"would_move": 2, "would_stay": 0, "below_full": 1, "falls": 1},
    )
    by_name = {(one.policy, one.choice): one for one in last.outcomes[1:]}
    assert len(by_name) == 6
    assert by_name["follow_compatible", "require"] == PolicyOutcome(
        policy="follow_compatible", choice="require", **nothing | {"would_move": 1, "would_stay": 1}
    )
    assert by_name["follow_latest", "require"].passes_lost == 1
    assert by_name["follow_latest", "credit"] == PolicyOutcome(
        policy="follow_latest", choice="credit", **nothing | {"would_move": 2, "would_stay": 0}
    )
    assert last.below_full == (done.enrollment.pk,)
    assert last.exercises == (
        ExerciseImpact(
            exercise_id=coded.lessons[0].exercises[0].exercise_id, passed=1, to_run=0, run=0, would_fail=0, not_run=0
        ),
    )
    assert {row.outline.version for row in Enrollment.objects.all()} == {1}


def test_stored_submissions_are_graded_again_and_stay_as_they_are(coded, told, monkeypatch):
    learners = [Learner(coded) for _ in range(4)]
    made = [passing(each) for each in learners]
    verdicts = dict(zip([each.pk for each in made], ["passed", "failed", "compile_error", "infra_error"], strict=True))
    asked = []

    def outcome_of(submission, *, version_id):
        asked.append((submission.pk, version_id))
        return Outcome(status=verdicts[submission.pk])

    monkeypatch.setattr(trials, "outcome_of", outcome_of)
    new = changed(coded.lessons[0].exercises[0])
    event = ask(coded, (with_exercise(coded.lessons[0], new), coded.lessons[1]))
    run(event)
    for _ in range(trials.TRIES):
        tasks.try_submission(str(event.impact_id))
    [exercise] = told.of(PublishImpactEstimated)[-1].exercises
    assert exercise == ExerciseImpact(exercise_id=new.exercise_id, passed=4, to_run=4, run=3, would_fail=2, not_run=1)
    assert told.of(PublishImpactEstimated)[-1].is_final
    assert {version_id for _, version_id in asked} == {new.version_id}
    assert [each[0] for each in asked].count(made[3].pk) == trials.TRIES
    assert set(Submission.objects.values_list("status", flat=True)) == {"passed"}


def test_as_many_are_tried_as_the_bound_allows_and_that_is_told(coded, told, monkeypatch):
    for _ in range(5):
        passing(Learner(coded))
    monkeypatch.setattr(trials, "outcome_of", lambda *_, **__: Outcome(status="passed"))
    event = ask(coded, (with_exercise(coded.lessons[0], changed(coded.lessons[0].exercises[0])),), sample=2)
    run(event)
    [exercise] = told.of(PublishImpactEstimated)[-1].exercises
    assert (exercise.passed, exercise.to_run, exercise.run) == (5, 2, 2)


def test_asked_twice_is_asked_once_and_a_lost_job_is_found_again(coded, told):
    event = ask(coded, coded.lessons)
    handlers.estimate_impact(event)
    assert (Impact.objects.count(), len(told.of(PublishImpactEstimated))) == (1, 1)
    run(event)
    facts = len(told)
    run(event)
    assert len(told) == facts
    assert estimating.claim(impact_id=event.impact_id) is None
    another = ask(coded, coded.lessons)
    assert estimating.claim(impact_id=another.impact_id) is not None
    assert estimating.claim(impact_id=another.impact_id) is None
    Impact.objects.filter(pk=another.impact_id).update(due_at=timezone.now() - timedelta(seconds=1))
    tasks.sweep_impacts()
    assert estimating.claim(impact_id=another.impact_id) is not None


def test_of_a_course_that_nobody_saw_nothing_would_become(told):
    course = publish()
    event = ask(publish(version=1), course.lessons, impact_id=uuid7())
    unseen = PublishImpactRequested(
        course_id=uuid7(),
        impact_id=uuid7(),
        base_version=0,
        policy="follow_latest",
        choices=PublishChoices(),
        lessons=course.lessons,
        sample=5,
    )
    handlers.estimate_impact(unseen)
    for each in (event, unseen):
        run(each)
        last = told.of(PublishImpactEstimated)[-1]
        assert (last.impact_id, last.is_final, last.learners) == (each.impact_id, True, 0)
        assert {one.would_move for one in last.outcomes} == {0}


def test_partial_figures_are_told_while_it_counts(coded, told, monkeypatch):
    monkeypatch.setattr(estimating, "AT_ONCE", 2)
    monkeypatch.setattr(estimating, "TOLD_EACH", 4)
    for _ in range(9):
        Learner(coded)
    run(ask(coded, coded.lessons[:1]))
    assert [fact.looked_at for fact in told.of(PublishImpactEstimated)] == [0, 4, 8, 9, 9]
    assert [fact.is_final for fact in told.of(PublishImpactEstimated)] == [False] * 4 + [True]


def test_old_questions_are_forgotten_and_erasure_leaves_no_trial(coded):
    learner = Learner(coded)
    passing(learner)
    event = ask(coded, (with_exercise(coded.lessons[0], changed(coded.lessons[0].exercises[0])),))
    tasks.estimate_impact(str(event.impact_id))
    assert Trial.objects.count() == 1
    erasure.erase_user(erasure_id=uuid7(), user_id=learner.user_id)
    assert Trial.objects.count() == 0
    Impact.objects.update(created_at=timezone.now() - timedelta(days=31))
    tasks.sweep_impacts()
    assert Impact.objects.count() == 0


def test_a_sample_is_spread_over_all():
    ids = [UUID(int=number) for number in range(10)]
    assert [one.int for one in counting.spread(ids, most=4)] == [0, 2, 5, 7]
    assert list(counting.spread(ids, most=10)) == ids
    assert list(counting.spread(ids, most=0)) == []
