"""Forgetting an author: the courses stay, nothing says whose they were."""

from uuid import UUID

from apps.courses.contracts import PersonalDataErased
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.content import Course
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
    evidence.change(CatalogueEntry.objects.filter(author_id=user_id), author_id=None)
    evidence.change(Course.objects.filter(author_id=user_id), author_id=None)


def _confirm(stone: Tombstone) -> None:
    publish(
        PersonalDataErased(erasure_id=stone.saga_id, user_id=stone.subject, counts=stone.counts, digest=stone.digest)
    )
