"""Who reads: its editors see all of a course, everybody else what was shown to learners; and what was shown when."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework.request import Request

from apps.courses.api.permissions import may_edit
from apps.courses.selectors import contents, editing, editions, history, ownership, reading
from apps.courses.selectors.audiences import Audience
from apps.courses.selectors.ownership import Ownership
from apps.courses.selectors.prerequisites import shown_courses

type Row = dict[str, Any]


def reader_of(request: Request, *, key: str) -> tuple[Ownership, Audience]:
    """Raises CourseNotFound for whoever may not know that there is such a course."""
    course = ownership.course(key=key)
    if request.user.is_authenticated and may_edit(request, course):
        return course, Audience.EDITORS
    if not course.is_public:
        raise course.missing
    return course, Audience.LEARNERS


def course_as_of(*, key: str, at: datetime) -> Row:
    """As learners read it then; a course that is public now was so since its first publication."""
    owner = _public(ownership.course(key=key))
    publication = history.publication_as_of(course_id=owner.id, at=at)
    course = editing.course(course_id=owner.id)
    edition = editions.of_publication(publication)
    row = reading.course(course=course, edition=edition) | history.told_as_course(publication)
    before = shown_courses(ids=edition.course_version.requires)
    authors = {"author_id": owner.author_id, "co_author_ids": owner.co_author_ids}
    return row | authors | {"requires": [one["id"] for one in before]}


def lesson_as_of(*, key: str, at: datetime) -> Row:
    owner = _public(ownership.lesson(key=key))
    edition = _edition(owner.course_id, at=at)
    return reading.lesson(course_id=owner.course_id, edition=edition, lesson_id=owner.id)


def exercise_as_of(*, exercise_id: UUID, at: datetime) -> Row:
    owner = _public(ownership.exercise(exercise_id=exercise_id))
    edition = _edition(owner.course_id, at=at)
    return reading.exercise(course_id=owner.course_id, edition=edition, exercise_id=owner.id)


def lessons_as_of(*, key: str, at: datetime) -> contents.Listed:
    owner = _public(ownership.course(key=key))
    edition = _edition(owner.id, at=at)
    return contents.lessons(course_id=owner.id, edition=edition)


def exercises_as_of(*, key: str, at: datetime) -> contents.Listed:
    owner = _public(ownership.course(key=key))
    return contents.exercises(course_id=owner.id, edition=_edition(owner.id, at=at))


def exercises_of_lesson_as_of(*, key: str, at: datetime) -> contents.Listed:
    owner = _public(ownership.lesson(key=key))
    edition = _edition(owner.course_id, at=at)
    return contents.exercises(course_id=owner.course_id, edition=edition, lesson_id=owner.id)


def _edition(course_id: UUID, *, at: datetime) -> editions.Edition:
    return editions.of_publication(history.publication_as_of(course_id=course_id, at=at))


def _public(owner: Ownership) -> Ownership:
    if not owner.is_public:
        raise owner.missing
    return owner
