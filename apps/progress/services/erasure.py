"""Forgetting a learner."""

from uuid import UUID

from apps.progress.contracts import PersonalDataErased
from apps.progress.models import (
    Adjustment,
    Award,
    Certificate,
    Draw,
    Enrollment,
    ExercisePass,
    LessonCompletion,
    Submission,
    Trial,
)
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.sagas import tombstones
from gopro.sagas.evidence import Evidence
from gopro.sagas.models import Tombstone

ROOM = "progress"
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
    """Children before what they hang on, so that each table is counted. Certificates stay, of nobody."""
    evidence.delete(Trial.objects.filter(submission__user_id=user_id))
    evidence.delete(Adjustment.objects.filter(enrollment__user_id=user_id))
    evidence.delete(ExercisePass.objects.filter(enrollment__user_id=user_id))
    evidence.delete(LessonCompletion.objects.filter(enrollment__user_id=user_id))
    evidence.delete(Draw.objects.filter(enrollment__user_id=user_id))
    evidence.delete(Submission.objects.filter(user_id=user_id))
    evidence.change(Certificate.objects.filter(user_id=user_id), user_id=None, enrollment=None)
    evidence.delete(Enrollment.objects.filter(user_id=user_id))
    evidence.delete(Award.objects.filter(user_id=user_id))


def _confirm(stone: Tombstone) -> None:
    publish(
        PersonalDataErased(erasure_id=stone.saga_id, user_id=stone.subject, counts=stone.counts, digest=stone.digest)
    )
