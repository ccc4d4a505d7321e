"""Whether a publication needs an approval, and whether it has one."""

from uuid import UUID

from apps.courses.errors import ApprovalMissing
from apps.courses.models.choices import ReviewState
from apps.courses.models.content import Course
from apps.courses.selectors import editing
from apps.courses.selectors import reviews as selectors
from apps.courses.selectors.editions import Edition
from apps.courses.services.reviews.requests import record
from gopro.audit import trail
from gopro.database import atomic

REASONS = {
    ReviewState.IN_REVIEW: "A reviewer has it.",
    ReviewState.CHANGES_REQUESTED: "The reviewer asked for changes; mend them, then ask for a review again.",
    ReviewState.APPROVED: "What was approved was edited since, so the approval is void. Ask for a review again.",
}


def require_approval(*, course: Course, edition: Edition, override_reason: str = "") -> None:
    """Of what is to be shown of a locked course, in the transaction that publishes it. A reason stands in for an
    approval; doors take one only from those who may override.
    """
    if not course.review_required or selectors.is_approved(course_id=course.id, edition=edition):
        return
    if not override_reason:
        review = selectors.latest(course_id=course.id)
        why = REASONS[ReviewState(review.state)] if review else "Ask for a review first."
        raise ApprovalMissing(f"This course is published once somebody else has approved it. {why}")
    record("courses.review.override", course_id=course.id, reason=override_reason)


@atomic("courses")
def require_reviews(*, course_id: UUID, required: bool) -> Course:
    """Say whether the course is published with an approval only."""
    course = editing.locked_course(course_id=course_id)
    if course.review_required != required:
        told = trail.change(course.review_required, required)
        course.review_required = required
        course.save(update_fields=["review_required", "updated_at"])
        record("courses.review.require", course_id=course.id, review_required=told)
    return course
