"""Rolling back: what learners saw before is shown again, as a publication of its own."""

from uuid import UUID

from apps.courses.models.content import Course
from apps.courses.models.publishing import Publication
from apps.courses.selectors import editing, editions, history
from apps.courses.services.publications.drafts import restore_drafts
from apps.courses.services.publications.terms import UNASKED, Terms
from apps.courses.services.publishing import publish_edition
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def roll_back(
    *,
    course_id: UUID,
    n: int,
    publisher_id: UUID | None,
    note: str = "",
    terms: Terms = UNASKED,
    if_match: Precondition = UNCONDITIONAL,
) -> Publication:
    """Publication `n` once more, whatever the draft is; that stays as it is. Twice changes nothing."""
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    return _shown_again(course, n=n, publisher_id=publisher_id, note=note, terms=terms)


@atomic("courses")
def roll_back_with_draft(
    *,
    course_id: UUID,
    n: int,
    publisher_id: UUID | None,
    note: str = "",
    terms: Terms = UNASKED,
    if_match: Precondition = UNCONDITIONAL,
) -> Publication:
    """The same, and the draft says the same again, in new versions; what isn't in publication `n` is held back."""
    course = editing.locked_course(course_id=course_id)
    if_match.check(course.draft_version.n)
    shown = _shown_again(course, n=n, publisher_id=publisher_id, note=note, terms=terms)
    restore_drafts(course=course, edition=editions.of_publication(shown), editor_id=publisher_id)
    return shown


def _shown_again(course: Course, *, n: int, publisher_id: UUID | None, note: str, terms: Terms) -> Publication:
    edition = editions.of_publication(history.publication(course_id=course.id, n=n))
    return publish_edition(
        course=course, edition=edition, publisher_id=publisher_id, note=note, restores=n, terms=terms
    )
