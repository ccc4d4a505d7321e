"""Asking for a review of a draft, and taking that back."""

from uuid import UUID

from django.utils import timezone

from apps.courses.contracts import ReviewRequested
from apps.courses.errors import EmptyCourse, NothingToReview, ReviewNotOpen
from apps.courses.models.choices import ReviewState
from apps.courses.models.content import Course
from apps.courses.models.reviews import Review
from apps.courses.selectors import editing, editions
from apps.courses.selectors import reviews as selectors
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition

STANDING = (ReviewState.IN_REVIEW, ReviewState.APPROVED)


@atomic("courses")
def request_review(
    *, course_id: UUID, requester_id: UUID, note: str = "", if_match: Precondition = UNCONDITIONAL
) -> Review:
    """Of the draft as it is now. Asked again after an edit, it is of the newer versions; else nothing changes."""
    course = editing.locked_course(course_id=course_id)
    draft, latest = editions.of_draft(course), selectors.latest(course_id=course_id)
    if_match.check(selectors.version_of(latest))
    if not draft.outline:
        raise EmptyCourse
    if selectors.is_shown(course=course, edition=draft):
        raise NothingToReview
    if latest is not None and latest.state in STANDING and selectors.edition_of(latest) == draft:
        return latest
    review = latest if latest is not None and latest.state == ReviewState.IN_REVIEW else Review(course=course)
    review.course_version, review.outline = draft.course_version, draft.plain_outline
    review.requested_by, review.requested_at, review.request_note = requester_id, timezone.now(), note
    review.save()
    _tell(review, course=course)
    return review


@atomic("courses")
def withdraw_review(*, course_id: UUID) -> None:
    """Raises ReviewNotOpen where nothing waits for a reviewer."""
    editing.locked_course(course_id=course_id)
    review = selectors.latest(course_id=course_id)
    if review is None or review.state != ReviewState.IN_REVIEW:
        raise ReviewNotOpen
    review.state = ReviewState.WITHDRAWN
    review.save(update_fields=["state"])
    record("courses.review.withdraw", course_id=course_id)


def record(action: str, *, course_id: UUID, reason: str = "", **changes: str) -> None:
    trail.record(
        room="courses",
        action=action,
        object_type="courses.course",
        object_id=str(course_id),
        reason=reason,
        changes=changes,
    )


def _tell(review: Review, *, course: Course) -> None:
    publish(
        ReviewRequested(
            review_id=review.id,
            course_id=course.id,
            title=course.draft_version.title,
            author_id=course.author_id,
            requested_by=review.requested_by,
        )
    )
    record("courses.review.request", course_id=course.id, review=str(review.id))
