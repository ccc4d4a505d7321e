"""Attempts: their learner's own, and all for staff that may."""

from uuid import UUID

from django.db.models import QuerySet

from apps.progress.errors import SubmissionNotFound
from apps.progress.models import Submission
from gopro.security import policy
from gopro.security.principal import Principal

VIEW = "progress.submission:view"


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
