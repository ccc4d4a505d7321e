"""Which questions a learner is, or was, asked."""

from uuid import UUID

from apps.progress.models import Draw, Enrollment


def newest(*, enrollment: Enrollment, version_id: UUID) -> Draw | None:
    return Draw.objects.filter(enrollment=enrollment, exercise_version_id=version_id).order_by("-attempt").first()


def open_draw(*, enrollment: Enrollment, version_id: UUID, lock: bool = False) -> Draw | None:
    """The one that was not handed in yet."""
    waiting = Draw.objects.filter(enrollment=enrollment, exercise_version_id=version_id, submission=None)
    return (waiting.select_for_update() if lock else waiting).first()


def keys_of(*, submission_id: UUID) -> list[str] | None:
    """In the order in which they were asked; None where everybody is asked all."""
    return Draw.objects.filter(submission=submission_id).values_list("keys", flat=True).first()
