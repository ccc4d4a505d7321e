"""Publishing: an edition becomes what learners see, all at once, and the log keeps which versions it was made of."""

from uuid import UUID

from apps.courses.contracts import CoursePublished
from apps.courses.errors import DeletionUnderWay, EmptyCourse
from apps.courses.models.choices import Status
from apps.courses.models.content import Course
from apps.courses.models.publishing import Publication
from apps.courses.selectors import deletions, editing, editions, outlines
from apps.courses.selectors.editions import Edition
from apps.courses.selectors.publishing import told_outline
from apps.courses.services import catalogue
from apps.courses.services.impacts.agreement import agreed
from apps.courses.services.media.showing import show_media
from apps.courses.services.prerequisites import refuse_course_cycle
from apps.courses.services.publications.gradability import require_gradable
from apps.courses.services.publications.pointing import point
from apps.courses.services.publications.terms import UNASKED, Terms, of_plain, plain, told_terms
from apps.courses.services.reviews.gate import require_approval
from gopro.audit import trail
from gopro.database import atomic
from gopro.events.outbox import publish
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def publish_course(
    *,
    course_id: UUID,
    publisher_id: UUID | None,
    note: str = "",
    terms: Terms = UNASKED,
    if_match: Precondition = UNCONDITIONAL,
) -> Course:
    """Show the draft to learners, with what is ready in it. Publishing it twice changes nothing."""
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    publish_edition(course=course, edition=editions.of_draft(course), publisher_id=publisher_id, note=note, terms=terms)
    return course


def publish_edition(
    *,
    course: Course,
    edition: Edition,
    publisher_id: UUID | None,
    note: str = "",
    restores: int | None = None,
    terms: Terms = UNASKED,
) -> Publication:
    """Show these versions to learners, whatever the draft is. The course is locked.

    What they see already is no publication: the last one is answered. `restores` is the number of the one that is
    shown again; `terms` say what becomes of what learners did.
    """
    _refuse_unfit(course, edition=edition)
    last = course.publications.first()
    if last is not None and _is_shown(course=course, last=last, edition=edition):
        return last
    if restores is None:  # what learners have seen already needs no approval
        require_approval(course=course, edition=edition, override_reason=terms.without_approval)
    publication = _entry(course, edition=edition, last=last, terms=terms)
    publication.published_by, publication.note, publication.restores = publisher_id, note, restores
    point(course=course, edition=edition)
    _log(publication, edition=edition)
    return publication


def _refuse_unfit(course: Course, *, edition: Edition) -> None:
    if deletions.is_pending(course_id=course.id):
        raise DeletionUnderWay
    require_gradable(edition=edition)
    if not edition.outline:
        raise EmptyCourse


def _entry(course: Course, *, edition: Edition, last: Publication | None, terms: Terms) -> Publication:
    """What the log will say. Raises ImpactOutdated where something else was estimated."""
    refuse_course_cycle(course=course, requires=edition.course_version.requires)
    base = last.n if last else 0
    settled = agreed(course=course, edition=edition, terms=terms, base=base)
    return Publication(
        course=course,
        n=base + 1,
        course_version=edition.course_version,
        outline=edition.plain_outline,
        policy=course.version_policy,
        choices=plain(settled.choices),
        impact=settled.impact,
        counts=outlines.counts(before=editions.of_publication(last) if last else None, after=edition),
    )


def _is_shown(*, course: Course, last: Publication, edition: Edition) -> bool:
    is_same = last.course_version_id == edition.course_version.id and told_outline(last) == edition.outline
    return is_same and course.status == Status.PUBLISHED and course.version_policy == last.policy


def _log(publication: Publication, *, edition: Edition) -> None:
    publication.save(force_insert=True)
    show_media(course_id=publication.course_id)
    course, version = publication.course, publication.course_version
    catalogue.show(course=course, publication=publication, outline=edition.outline)
    publish(
        CoursePublished(
            course_id=course.id,
            version=publication.n,
            slug=course.slug,
            title=version.title,
            language=version.language,
            lessons=edition.outline,
            requires=tuple(version.requires),
            policy=publication.policy,
            choices=of_plain(publication.choices),
        )
    )
    _record(publication)


def _record(publication: Publication) -> None:
    restored = {"restores": str(publication.restores)} if publication.restores else {}
    trail.record(
        room="courses",
        action="courses.course.publish",
        object_type="courses.course",
        object_id=str(publication.course_id),
        changes={"version": str(publication.n), **restored, **told_terms(publication)},
    )
