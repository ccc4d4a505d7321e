"""The verdict of a person on a text."""

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from apps.progress import ports
from apps.progress.errors import NotReadByPeople, UnusableGrade
from apps.progress.models import Submission, SubmissionStatus
from apps.progress.ports import Criterion
from apps.progress.selectors import submissions
from apps.progress.services import grading
from gopro.audit import trail
from gopro.database import atomic
from gopro.errors import DomainError
from gopro.security.principal import Principal

LONGEST_FEEDBACK = 20_000
OPEN = (SubmissionStatus.UNGRADED, SubmissionStatus.FAILED)


def grade_text(
    *, reader: Principal, submission_id: UUID, passed: bool, feedback: str, criteria: Mapping[str, bool]
) -> Submission:
    """Pass or fail it, with feedback and, by criterion of its rubric, whether that is met. Who failed it may yet pass
    it; a pass stays. Raises NotReadByPeople for anything else.
    """
    found = submissions.gradable(reader=reader, submission_id=submission_id)
    if not is_open(found):
        raise NotReadByPeople
    rubric = ports.rubric(version_id=found.exercise_version_id)
    _refuse_unknown(criteria, rubric=rubric)
    return _graded(
        submission_id=found.id,
        status=SubmissionStatus.PASSED if passed else SubmissionStatus.FAILED,
        feedback=feedback,
        tests=[_line(one, is_met=criteria[one.key]) for one in rubric if one.key in criteria],
    )


def is_open(submission: Submission) -> bool:
    """Whether a person may still decide."""
    return submission.kind == "text" and submission.status in OPEN


def rubric_of(submission: Submission) -> tuple[Criterion, ...]:
    """What to look for; nothing while courses is away."""
    try:
        return ports.rubric(version_id=submission.exercise_version_id)
    except DomainError:
        return ()


@atomic("progress")
def _graded(*, submission_id: UUID, status: SubmissionStatus, feedback: str, tests: list[dict[str, str]]) -> Submission:
    submission = Submission.objects.select_for_update(of=("self",)).select_related("enrollment").get(id=submission_id)
    if not is_open(submission):
        raise NotReadByPeople
    submission.status, submission.feedback, submission.tests = status, feedback, tests
    submission.graded_at, submission.message = timezone.now(), ""
    submission.save(update_fields=["status", "feedback", "tests", "graded_at", "message"])
    grading.tell_verdict(submission)
    trail.record(
        room="progress",
        action="progress.submission.grade",
        object_type="progress.submission",
        object_id=str(submission.id),
        changes={"status": status},
    )
    return submission


def _refuse_unknown(criteria: Mapping[str, bool], *, rubric: tuple[Criterion, ...]) -> None:
    known = {one.key for one in rubric}
    wrong = {f"/criteria/{key}": "Not in the rubric of this exercise." for key in criteria if key not in known}
    if wrong:
        raise UnusableGrade(fields=wrong)


def _line(criterion: Criterion, *, is_met: bool) -> dict[str, str]:
    return {
        "name": criterion.key,
        "status": "passed" if is_met else "failed",
        "message": criterion.title,
        "output": "",
    }
