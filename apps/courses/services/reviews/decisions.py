"""What a reviewer says of exactly the versions that were submitted: yes, or what to change first."""

from uuid import UUID

from django.utils import timezone

from apps.courses.contracts import ReviewApproved, ReviewChangesRequested
from apps.courses.errors import OwnReview, ReviewNotOpen, ReviewOutdated
from apps.courses.models.choices import ReviewState
from apps.courses.models.content import Course
from apps.courses.models.reviews import Review
from apps.courses.selectors import editing, editions
from apps.courses.selectors import reviews as selectors
from apps.courses.selectors.authors import authors_of
from apps.courses.services.reviews.requests import record
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def approve_review(
    *, course_id: UUID, reviewer_id: UUID, note: str = "", if_match: Precondition = UNCONDITIONAL
) -> Review:
    """Raises ReviewOutdated where the draft was edited since, and OwnReview for who wrote some of it."""
    course = editing.locked_course(course_id=course_id)
    review, draft = _open(course=course, if_match=if_match), editions.of_draft(course)
    if selectors.edition_of(review) != draft:
        raise ReviewOutdated
    own = {*authors_of(course=course), review.requested_by, *selectors.writers(course=course, edition=draft)}
    if reviewer_id in own:
        raise OwnReview
    _decide(review, state=ReviewState.APPROVED, reviewer_id=reviewer_id, note=note)
    publish(
        ReviewApproved(
            review_id=review.id,
            course_id=course.id,
            title=course.draft_version.title,
            author_id=course.author_id,
            requested_by=review.requested_by,
            decided_by=reviewer_id,
        )
    )
    record("courses.review.approve", course_id=course.id, review=str(review.id))
    return review


@atomic("courses")
def request_changes(*, course_id: UUID, reviewer_id: UUID, note: str, if_match: Precondition = UNCONDITIONAL) -> Review:
    course = editing.locked_course(course_id=course_id)
    review = _open(course=course, if_match=if_match)
    _decide(review, state=ReviewState.CHANGES_REQUESTED, reviewer_id=reviewer_id, note=note)
    publish(
        ReviewChangesRequested(
            review_id=review.id,
            course_id=course.id,
            title=course.draft_version.title,
            author_id=course.author_id,
            requested_by=review.requested_by,
            decided_by=reviewer_id,
        )
    )
    record("courses.review.request_changes", course_id=course.id, review=str(review.id))
    return review


def _open(*, course: Course, if_match: Precondition) -> Review:
    review = selectors.latest(course_id=course.id)
    if_match.check(selectors.version_of(review))
    if review is None or review.state != ReviewState.IN_REVIEW:
        raise ReviewNotOpen
    return review


def _decide(review: Review, *, state: ReviewState, reviewer_id: UUID, note: str) -> None:
    review.state, review.decided_by, review.decision_note = state, reviewer_id, note
    review.decided_at = timezone.now()
    review.save(update_fields=["state", "decided_by", "decision_note", "decided_at"])
