"""A learner moves to the newest version by their own wish, whatever the course's policy is."""

from uuid import UUID

from apps.progress.errors import NotEnrolled, VersionMovedOn
from apps.progress.models import Adjustment, Enrollment, EnrollmentStatus, Outline
from apps.progress.selectors import enrollments, upgrades
from apps.progress.services import following
from gopro.database import atomic


@atomic("progress")
def upgrade(*, user_id: UUID, enrollment_id: UUID, version: int | None = None) -> Enrollment:
    """`version` is the newest as the learner saw it. Who follows it already stays as they are."""
    enrollment = enrollments.locked(user_id=user_id, enrollment_id=enrollment_id)
    if enrollment.status == EnrollmentStatus.ENDED:
        raise NotEnrolled
    now, then = upgrades.newest(enrollment)
    if version is not None and version != then.edition.version:
        raise VersionMovedOn
    if then.edition.version > now.edition.version:
        outline = Outline.objects.get(course=enrollment.course_id, version=then.edition.version)
        notes = following.settle(enrollment, before=now, after=then, outline=outline)
        enrollment.considered_version = max(enrollment.considered_version, then.edition.version)
        Adjustment.objects.bulk_create(notes)
        enrollment.save(update_fields=following.CHANGED)
    return enrollment
