"""Facts of reviews: who asked whom to look at a draft, what came of it, and what was said about it."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewRequested(Event):
    """Somebody wants the draft of a course looked at; told again when it is of newer versions."""

    name: ClassVar[str] = "courses.review.review_requested.v1"
    aggregate: ClassVar[str] = "review_id"
    review_id: UUID
    course_id: UUID
    title: str
    author_id: UUID | None
    requested_by: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewApproved(Event):
    """The versions that were reviewed may be published; a later edit needs a review of its own."""

    name: ClassVar[str] = "courses.review.review_approved.v1"
    aggregate: ClassVar[str] = "review_id"
    review_id: UUID
    course_id: UUID
    title: str
    author_id: UUID | None
    requested_by: UUID | None
    decided_by: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ReviewChangesRequested(Event):
    """The reviewer wants something changed first; what, is said in the review and its comments."""

    name: ClassVar[str] = "courses.review.review_changes_requested.v1"
    aggregate: ClassVar[str] = "review_id"
    review_id: UUID
    course_id: UUID
    title: str
    author_id: UUID | None
    requested_by: UUID | None
    decided_by: UUID | None


@dataclass(frozen=True, kw_only=True, slots=True)
class CommentAdded(Event):
    """Something was said about a course, a lesson or an exercise; `participants` wrote in the thread before."""

    name: ClassVar[str] = "courses.comment.comment_added.v1"
    aggregate: ClassVar[str] = "thread_id"
    thread_id: UUID
    comment_id: UUID
    course_id: UUID
    title: str
    author_id: UUID | None
    written_by: UUID
    participants: tuple[UUID, ...]
