"""The verdict: made by a worker outside any transaction, written once, retried where our side broke."""

from dataclasses import asdict
from datetime import timedelta
from uuid import UUID

import structlog
from django.db.models import F
from django.utils import timezone

from apps.progress import ports
from apps.progress.contracts import SubmissionGraded
from apps.progress.models import WAITING, Submission, SubmissionStatus
from apps.progress.selectors import draws
from apps.progress.services import quizzes
from apps.progress.services.passes import record_pass
from gopro import jobs
from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import DomainError
from gopro.events.outbox import publish
from gopro.sandbox.contract import Outcome
from gopro.untrusted import sandbox

LEASE = timedelta(minutes=4)  # longer than waiting for a place, compiling and running together can take
TRIES = 8
FIRST_PAUSE = timedelta(seconds=2)
LONGEST_PAUSE = timedelta(minutes=10)
WILL_RETRY = "Our grader broke, not your code. It is tried again by itself."
GIVEN_UP = "Our grader broke, not your code. Staff see it and will have it graded."

log = structlog.get_logger(__name__)


def grade(*, submission_id: UUID) -> None:
    """Grade a submission that waits, unless another worker has it; running it twice gives one verdict."""
    submission = _claim(submission_id=submission_id)
    if submission is not None:
        outcome = outcome_of(submission, version_id=submission.exercise_version_id)
        if outcome.status == "infra_error":
            postpone(submission=submission, reason=outcome.message)
        else:
            conclude(submission_id=submission_id, outcome=outcome)


def sweep(*, limit: int = 200) -> int:
    """Enqueue again what the broker or a killed worker lost; answers how many."""
    late = Submission.objects.filter(status__in=WAITING, due_at__lt=timezone.now()).order_by("due_at")[:limit]
    ids = list(late.values_list("id", flat=True))
    for submission_id in ids:
        jobs.enqueue("progress.grade", submission_id)
    return len(ids)


@atomic("progress")
def regrade(*, submission_id: UUID) -> None:
    """Try once more what our side gave up; a verdict that was given stays."""
    again = {"status": SubmissionStatus.QUEUED, "tries": 0, "due_at": timezone.now()}
    if Submission.objects.filter(id=submission_id, status=SubmissionStatus.INFRA_ERROR).update(**again):
        jobs.enqueue("progress.grade", submission_id)
        trail.record(
            room="progress",
            action="progress.submission.regrade",
            object_type="progress.submission",
            object_id=str(submission_id),
        )


@atomic("progress")
def conclude(*, submission_id: UUID, outcome: Outcome) -> None:
    """Write the verdict, once; of one that was erased meanwhile there is none."""
    waiting = Submission.objects.select_for_update(of=("self",)).select_related("enrollment").filter(id=submission_id)
    submission = waiting.first()
    if submission is None or submission.status not in WAITING:
        return
    submission.status, submission.message = outcome.status, outcome.message
    submission.tests = [asdict(test) for test in outcome.tests]
    submission.graded_at, submission.duration_ms = timezone.now(), outcome.duration_ms
    submission.runner = outcome.runner
    submission.save(update_fields=["status", "message", "tests", "graded_at", "duration_ms", "runner"])
    tell_verdict(submission)


@atomic("progress")
def postpone(*, submission: Submission, reason: str) -> None:
    """Our side broke: wait and try again; after the last try an operator sees it. It never counts as an attempt."""
    gives_up = submission.tries >= TRIES
    pause = min(LONGEST_PAUSE, FIRST_PAUSE * 2**submission.tries)
    status = SubmissionStatus.INFRA_ERROR if gives_up else SubmissionStatus.QUEUED
    running = Submission.objects.filter(id=submission.id, status=SubmissionStatus.RUNNING)
    running.update(status=status, due_at=timezone.now() + pause, message=GIVEN_UP if gives_up else WILL_RETRY)
    log.error("grader broke", submission=str(submission.id), tries=submission.tries, reason=reason)
    if not gives_up:
        jobs.enqueue("progress.grade", submission.id, delay_seconds=pause.total_seconds())


@atomic("progress")
def _claim(*, submission_id: UUID) -> Submission | None:
    """Own it for the length of the lease; a worker that is killed loses it by itself."""
    now = timezone.now()
    waiting = Submission.objects.filter(id=submission_id)
    free = waiting.filter(status=SubmissionStatus.QUEUED) | waiting.filter(
        status=SubmissionStatus.RUNNING, due_at__lt=now
    )
    claimed = free.update(status=SubmissionStatus.RUNNING, due_at=now + LEASE, tries=F("tries") + 1)
    return waiting.get() if claimed else None


def outcome_of(submission: Submission, *, version_id: UUID) -> Outcome:
    """What this version of its exercise says of it, of whichever version it was an attempt at."""
    if submission.kind == "text":
        return Outcome(status="ungraded", message="A person reads this one.")
    try:
        grounds = ports.grounds(version_id=version_id, files=submission.files)
    except DomainError as refusal:
        return Outcome(status="infra_error", message=refusal.detail)
    if grounds.job is not None:
        return sandbox().run(job=grounds.job)
    if grounds.questions:
        return _marked(submission, grounds=grounds)
    return Outcome(status="ungraded", message="This exercise has no tests.")


def _marked(submission: Submission, *, grounds: ports.Grounds) -> Outcome:
    """The questions that this attempt was asked."""
    keys = draws.keys_of(submission_id=submission.id)
    if keys is None and grounds.pools:
        return Outcome(status="error", message="No questions were drawn for this attempt.")
    asked = grounds.questions if keys is None else quizzes.chosen(questions=grounds.questions, keys=keys)
    return quizzes.mark(questions=asked, answers=submission.answers)


def tell_verdict(submission: Submission) -> None:
    """In the transaction that wrote it."""
    publish(_graded(submission))
    if submission.status == SubmissionStatus.PASSED:
        record_pass(submission)


def _graded(submission: Submission) -> SubmissionGraded:
    statuses = [test["status"] for test in submission.tests]
    return SubmissionGraded(
        submission_id=submission.id,
        user_id=submission.user_id,
        course_id=submission.enrollment.course_id,
        exercise_id=submission.exercise_id,
        exercise_version_id=submission.exercise_version_id,
        status=submission.status,
        tests_passed=statuses.count("passed") + statuses.count("skipped"),
        tests_total=len(statuses),
    )
