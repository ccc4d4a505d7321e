"""Enrollments and awards as they are now, told anew for whoever missed what was told of them."""

from collections.abc import Sequence
from uuid import UUID

from apps.progress.contracts import AchievementSnapshot, EnrollmentSnapshot
from apps.progress.models import Award, Enrollment
from apps.progress.selectors.achievements import BY_SLUG
from gopro.events.operations.snapshots import snapshots_of


@snapshots_of(EnrollmentSnapshot, model=Enrollment)
def enrollment(enrollment_id: UUID) -> Sequence[EnrollmentSnapshot]:
    return [
        EnrollmentSnapshot(
            enrollment_id=row.id,
            user_id=row.user_id,
            course_id=row.course_id,
            course_slug=row.course.slug,
            course_title=row.course.title,
            course_version=row.outline.version,
            status=row.status,
            percent=row.percent,
            lessons_completed=row.lessons_completed,
            lessons_total=row.lessons_total,
        )
        for row in Enrollment.objects.select_related("course", "outline").filter(pk=enrollment_id)
    ]


@snapshots_of(AchievementSnapshot, model=Award)
def award(award_id: UUID) -> Sequence[AchievementSnapshot]:
    return [
        AchievementSnapshot(
            award_id=row.id,
            user_id=row.user_id,
            achievement=row.achievement,
            title=BY_SLUG[row.achievement].title,
            course_id=row.course_id,
        )
        for row in Award.objects.filter(pk=award_id)
    ]
