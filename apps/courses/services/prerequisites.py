"""What is to be done before what never leads in a circle, whoever edits at the same time."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from uuid import UUID

from apps.courses.errors import Circle, ContentRefused
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.selectors import prerequisites as selectors
from apps.courses.selectors.graphs import a_cycle, way_back
from apps.courses.services import locks

MOST = 50


def check_course(*, course: Course, requires: Sequence[UUID], held: Collection[UUID] = ()) -> None:
    """Of a locked course: what is named anew must be known to its author, and must not lead back to it."""
    known = selectors.known_courses(ids=requires, author_id=course.author_id)
    _refuse_unknown(requires, known=known | set(held), kind="course")
    refuse_course_cycle(course=course, requires=requires)


def refuse_course_cycle(*, course: Course, requires: Collection[UUID]) -> None:
    """Two edits that together would close a circle come one after the other, so that the second is refused."""
    if set(requires) <= set(selectors.of_courses([course.id]).get(course.id, ())):
        return
    locks.hold(locks.COURSES)
    cycle = way_back(to=course.id, through=requires, edges=selectors.of_courses)
    if cycle:
        raise refusal(cycle, titles=selectors.titles_of_courses(ids=cycle, author_id=course.author_id))


def check_part(part: Lesson | Exercise, *, requires: Sequence[UUID], held: Collection[UUID] = ()) -> None:
    """The same within a course, whose lock is held. What was taken away since it was named may stay named."""
    if set(requires) <= set(held):
        return
    model = type(part)
    known = selectors.known_parts(model, course_id=part.course_id)
    _refuse_unknown(requires, known={*known, *held, part.id}, kind=model.__name__.lower())
    before = selectors.of_parts(model, course_id=part.course_id)

    def edges(ids: Iterable[UUID]) -> Mapping[UUID, Collection[UUID]]:
        return {one: before[one] for one in ids if one in before}

    cycle = way_back(to=part.id, through=requires, edges=edges)
    if cycle:
        raise refusal(cycle, titles=selectors.titles_of_parts(model, ids=cycle))


def refuse_part_cycles(*, course_id: UUID) -> None:
    """After many drafts of a course were written at once."""
    for model in (Lesson, Exercise):
        cycle = a_cycle(selectors.of_parts(model, course_id=course_id))
        if cycle:
            raise refusal(cycle, titles=selectors.titles_of_parts(model, ids=cycle))


def refusal(cycle: Sequence[UUID], *, titles: Mapping[UUID, str]) -> Circle:
    """`titles` has no word for what the author may not know."""
    way = " → ".join(titles.get(each, "(somebody's draft)") for each in cycle)
    return Circle(f"This would lead in a circle: {way}.", fields={"/requires": f"A circle: {way}."})


def _refuse_unknown(requires: Sequence[UUID], *, known: Collection[UUID], kind: str) -> None:
    reasons = {
        f"/requires/{index}": f"There is no such {kind}." for index, one in enumerate(requires) if one not in known
    }
    reasons |= {
        f"/requires/{index}": "It stands twice." for index, one in enumerate(requires) if one in requires[:index]
    }
    if len(requires) > MOST:
        reasons["/requires"] = f"At most {MOST}."
    if reasons:
        raise ContentRefused(fields=reasons)
