"""Attempts: their learner's own, and all for staff that may."""

from uuid import UUID

from django.db.models import QuerySet

from apps.progress.errors import SubmissionNotFound
from apps.progress.models import Submission, SubmissionStatus
from gopro.security import policy
from gopro.security.permission import Scope
from gopro.security.principal import Principal

VIEW = "progress.submission:view"
GRADE = "progress.submission:grade"


def of_user(*, user_id: UUID, exercise_id: UUID | None = None) -> QuerySet[Submission]:
    """The newest first."""
    found = Submission.objects.filter(user_id=user_id).order_by("-id")
    return found.filter(exercise_id=exercise_id) if exercise_id else found


def visible(*, caller: Principal, submission_id: UUID) -> Submission:
    """Raises SubmissionNotFound for what the caller may not see, too."""
    submission = Submission.objects.select_related("enrollment").filter(id=submission_id).first()
    if submission is None:
        raise SubmissionNotFound
    may_see = policy.allows(principal=caller, permission=VIEW, within=submission.enrollment.course_id)
    if submission.user_id != caller.user_id and not may_see:
        raise SubmissionNotFound
    return submission


def gradable(*, reader: Principal, submission_id: UUID) -> Submission:
    """Raises SubmissionNotFound for what isn't the reader's to see as staff, Forbidden for what they may see only."""
    found = visible(caller=reader, submission_id=submission_id)
    course_id = found.enrollment.course_id
    if not policy.allows(principal=reader, permission=VIEW, within=course_id):
        raise SubmissionNotFound
    policy.require(principal=reader, permission=GRADE, within=course_id)
    return found


def to_read(*, reader: Principal, exercise_id: UUID | None = None) -> QuerySet[Submission]:
    """Texts that wait for a person and that this one may grade, the oldest first."""
    waiting = Submission.objects.filter(kind="text", status=SubmissionStatus.UNGRADED).order_by("id")
    if policy.scope(principal=reader, permission=GRADE) is not Scope.ALL:
        waiting = waiting.filter(enrollment__course__in=policy.things(principal=reader, permission=GRADE))
    return waiting.filter(exercise_id=exercise_id) if exercise_id else waiting
