"""Who writes a course: a lead and, beside them, co-authors."""

from uuid import UUID

from apps.courses.errors import AuthorNotFound, LeadStays, TooManyAuthors
from apps.courses.models.content import Course
from apps.courses.models.structure import CoAuthor
from apps.courses.selectors import authors as selectors
from apps.courses.selectors import editing
from apps.courses.services import catalogue
from gopro.audit import trail
from gopro.database import atomic

MOST = 50


@atomic("courses")
def add_author(*, course_id: UUID, user_id: UUID) -> bool:
    """Somebody who may write the course from now on; whether they couldn't before."""
    course = editing.locked_course(course_id=course_id)
    present = selectors.authors_of(course=course)
    if user_id in present:
        return False
    if len(present) >= MOST:
        raise TooManyAuthors
    CoAuthor.objects.create(course=course, user_id=user_id)
    _tell(course=course, verb="add", user_id=user_id)
    return True


@atomic("courses")
def remove_author(*, course_id: UUID, user_id: UUID) -> None:
    """A co-author leaves, or is sent; a course is given away by its lead, who can't leave it so."""
    course = editing.locked_course(course_id=course_id)
    if user_id == course.author_id:
        raise LeadStays
    removed, _ = CoAuthor.objects.filter(course=course, user_id=user_id).delete()
    if not removed:
        raise AuthorNotFound
    _tell(course=course, verb="remove", user_id=user_id)


@atomic("courses")
def give_course(*, course_id: UUID, author_id: UUID | None) -> Course:
    """Say who leads it. Who did so before is no author any more, unless they are added again."""
    course = editing.locked_course(course_id=course_id)
    if course.author_id == author_id:
        return course
    given = trail.change(course.author_id, author_id)
    course.author_id = author_id
    course.save(update_fields=["author_id", "updated_at"])
    if author_id:
        CoAuthor.objects.filter(course=course, user_id=author_id).delete()
    catalogue.credit(course=course)
    trail.record(
        room="courses",
        action="courses.course.give",
        object_type="courses.course",
        object_id=str(course.id),
        changes={"author_id": given},
    )
    return course


@atomic("courses")
def set_authors(*, course_id: UUID, author_id: UUID | None, co_author_ids: tuple[UUID, ...]) -> Course:
    """The whole list at once, as a form has it."""
    course = give_course(course_id=course_id, author_id=author_id)
    wanted = [one for one in dict.fromkeys(co_author_ids) if one != author_id]
    present = selectors.co_authors_of(course_id=course_id)
    for user_id in present:
        if user_id not in wanted:
            remove_author(course_id=course_id, user_id=user_id)
    for user_id in wanted:
        add_author(course_id=course_id, user_id=user_id)
    return course


def _tell(*, course: Course, verb: str, user_id: UUID) -> None:
    catalogue.credit(course=course)
    trail.record(
        room="courses",
        action=f"courses.author.{verb}",
        object_type="courses.course",
        object_id=str(course.id),
        changes={"user_id": str(user_id)},
    )
