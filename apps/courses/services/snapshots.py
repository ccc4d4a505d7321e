"""Courses as their publications showed them, told anew for whoever missed that."""

from collections.abc import Sequence
from uuid import UUID

from apps.courses.contracts import CourseSnapshot
from apps.courses.models.content import Course
from apps.courses.models.publishing import Publication
from apps.courses.selectors.publishing import told_outline
from apps.courses.services.publications.terms import of_plain
from gopro.events.operations.snapshots import snapshots_of


@snapshots_of(CourseSnapshot, model=Course)
def course(course_id: UUID) -> Sequence[CourseSnapshot]:
    """Each publication, the first one first, since learners keep the outline that they began."""
    found = Course.objects.select_related("draft_version").filter(pk=course_id).first()
    if found is None:
        return []
    publications = found.publications.select_related("course_version").order_by("n")
    return [_published(found, publication=each) for each in publications] or [_draft(found)]


def _published(course: Course, *, publication: Publication) -> CourseSnapshot:
    return CourseSnapshot(
        course_id=course.id,
        status=course.status,
        version=publication.n,
        slug=course.slug,
        title=publication.course_version.title,
        language=publication.course_version.language,
        lessons=told_outline(publication),
        requires=tuple(publication.course_version.requires),
        policy=publication.policy,
        choices=of_plain(publication.choices),
    )


def _draft(course: Course) -> CourseSnapshot:
    return CourseSnapshot(
        course_id=course.id,
        status=course.status,
        version=0,
        slug=course.slug,
        title=course.draft_version.title,
        language=course.draft_version.language,
        lessons=(),
    )
