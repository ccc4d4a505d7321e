"""Asking progress, by a fact, what a publication would do to learners."""

from uuid import UUID

from apps.courses.contracts import PublishChoices, PublishImpactRequested
from apps.courses.errors import DeletionUnderWay, EmptyCourse
from apps.courses.models.impacts import Impact
from apps.courses.selectors import deletions, editing, editions
from apps.courses.selectors.publishing import OUTLINE
from apps.courses.services.publications.terms import plain
from gopro.database import atomic
from gopro.events.outbox import publish

SAMPLE = 200  # stored submissions that are graded again, unless another bound is asked for
LARGEST_SAMPLE = 1_000


@atomic("courses")
def request_impact(*, course_id: UUID, asker_id: UUID | None, choices: PublishChoices, sample: int = SAMPLE) -> Impact:
    """Of the draft as it is now, under the course's policy; the answer comes later, part by part."""
    course = editing.locked_course(course_id=course_id)
    if deletions.is_pending(course_id=course.id):
        raise DeletionUnderWay
    edition = editions.of_draft(course)
    if not edition.outline:
        raise EmptyCourse
    last = course.publications.first()
    impact = Impact.objects.create(
        course=course,
        course_version=edition.course_version,
        base=last.n if last else 0,
        outline=edition.plain_outline,
        policy=course.version_policy,
        choices=plain(choices),
        asked_by=asker_id,
    )
    publish(_asked(impact, choices=choices, sample=min(sample, LARGEST_SAMPLE)))
    return impact


def _asked(impact: Impact, *, choices: PublishChoices, sample: int) -> PublishImpactRequested:
    return PublishImpactRequested(
        course_id=impact.course_id,
        impact_id=impact.id,
        base_version=impact.base,
        policy=impact.policy,
        choices=choices,
        lessons=OUTLINE.validate_python(impact.outline),
        sample=sample,
    )
