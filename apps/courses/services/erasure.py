"""Forgetting an author: the courses stay, nothing says whose they were."""

from uuid import UUID

from django.db.models import F, Func, Q, Value

from apps.courses.contracts import PersonalDataErased
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.content import Course
from apps.courses.models.edits import Edit
from apps.courses.models.impacts import Impact
from apps.courses.models.media import Media
from apps.courses.models.previews import PreviewLink
from apps.courses.models.reviews import Comment, CommentThread, Review
from apps.courses.models.schedules import Schedule
from apps.courses.models.structure import CoAuthor
from apps.courses.services import pages
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.sagas import tombstones
from gopro.sagas.evidence import Evidence
from gopro.sagas.models import Tombstone

ROOM = "courses"
KIND = "users.erase_account"


def is_erased(*, user_id: UUID) -> bool:
    """Whether nothing may be kept of this user any more."""
    return tombstones.stands(room=ROOM, kind=KIND, subject=user_id)


@atomic(ROOM)
def erase_user(*, erasure_id: UUID, user_id: UUID) -> None:
    """Remove it now, and once more when whoever was writing just then is done; then it is told."""
    tombstones.first_pass(room=ROOM, kind=KIND, subject=user_id, saga_id=erasure_id, remove=_remove, confirm=_confirm)


def finish_erasures() -> None:
    """By the clock: the second pass of those that have waited long enough."""
    tombstones.second_pass(room=ROOM, kind=KIND, remove=_remove, confirm=_confirm)


def _remove(user_id: UUID, evidence: Evidence) -> None:
    """Versions and publications are never changed; the ids in them are of nobody once the account is gone."""
    for course in Course.objects.filter(Q(author_id=user_id) | Q(co_authors__user_id=user_id)).distinct():
        pages.course_changed(course_id=course.id, slug=course.slug)
    evidence.change(CatalogueEntry.objects.filter(author_id=user_id), author_id=None)
    without = Func(F("author_ids"), Value(user_id), function="array_remove")
    evidence.change(CatalogueEntry.objects.filter(author_ids__contains=[user_id]), author_ids=without)
    evidence.delete(CoAuthor.objects.filter(user_id=user_id))
    evidence.change(Edit.objects.filter(edited_by=user_id), edited_by=None)
    evidence.change(Schedule.objects.filter(scheduled_by=user_id), scheduled_by=None)
    evidence.change(PreviewLink.objects.filter(created_by=user_id), created_by=None, label="")
    evidence.change(Impact.objects.filter(asked_by=user_id), asked_by=None)
    evidence.change(Course.objects.filter(author_id=user_id), author_id=None)
    evidence.change(Media.objects.filter(uploaded_by=user_id), uploaded_by=None)
    evidence.change(Comment.objects.filter(written_by=user_id), written_by=None, writer_name="", text="", html="")
    evidence.change(CommentThread.objects.filter(resolved_by=user_id), resolved_by=None)
    evidence.change(Review.objects.filter(requested_by=user_id), requested_by=None, request_note="")
    evidence.change(Review.objects.filter(decided_by=user_id), decided_by=None, decision_note="")


def _confirm(stone: Tombstone) -> None:
    publish(
        PersonalDataErased(erasure_id=stone.saga_id, user_id=stone.subject, counts=stone.counts, digest=stone.digest)
    )
