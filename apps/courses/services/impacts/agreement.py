"""What is published is what was estimated, or it isn't published."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from apps.courses.contracts import OutlineLesson, PublishChoices
from apps.courses.errors import ImpactOutdated
from apps.courses.models.content import Course
from apps.courses.models.impacts import Impact
from apps.courses.selectors import impacts
from apps.courses.selectors.editions import Edition
from apps.courses.services.publications.terms import Terms, of_plain

type Differences = Iterator[tuple[str, str]]
type Things = Mapping[UUID, tuple[str, UUID]]  # slug and version by id


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreed:
    """`impact` is what the log says of the estimate, None where none was asked for."""

    choices: PublishChoices
    impact: dict[str, Any] | None = None


def agreed(*, course: Course, edition: Edition, terms: Terms, base: int) -> Agreed:
    """On which choices this is published. Raises ImpactOutdated, which says what differs from the estimate."""
    if terms.impact_id is None:
        return Agreed(choices=terms.choices or PublishChoices())
    impact = impacts.impact(course_id=course.id, impact_id=terms.impact_id)
    choices = terms.choices or of_plain(impact.choices)
    different = dict(_differences(impact, course=course, edition=edition, base=base))
    if choices.items and choices != of_plain(impact.choices):
        different["/choices"] = "These choices are others than those of the estimate, and not one choice for all."
    if different:
        raise ImpactOutdated(fields=different)
    return Agreed(choices=choices, impact=_told(impact, choices=choices))


def _differences(impact: Impact, *, course: Course, edition: Edition, base: int) -> Differences:
    if impact.base != base:
        yield "/version", f"Version {base} has been published since; the estimate is of what follows {impact.base}."
    if impact.policy != course.version_policy:
        yield "/policy", f"It was {impact.policy} and is {course.version_policy}."
    if impact.course_version_id != edition.course_version.id:
        yield "/course", "The course's own texts have been changed."
    before, after = impacts.estimated_outline(impact), edition.outline
    yield from _changed("lessons", before=_lessons(before), after=_lessons(after))
    yield from _changed("exercises", before=_exercises(before), after=_exercises(after))
    if [one.lesson_id for one in before] != [one.lesson_id for one in after]:
        yield "/lessons", "They are others, or in another order."


def _changed(kind: str, *, before: Things, after: Things) -> Differences:
    for id_ in before.keys() | after.keys():
        slug, version = after.get(id_) or before[id_]
        if id_ not in before:
            yield f"/{kind}/{slug}", "It has come in."
        elif id_ not in after:
            yield f"/{kind}/{slug}", "It has gone."
        elif before[id_][1] != version:
            yield f"/{kind}/{slug}", "It has been changed."


def _lessons(outline: tuple[OutlineLesson, ...]) -> Things:
    return {lesson.lesson_id: (lesson.slug, lesson.version_id) for lesson in outline}


def _exercises(outline: tuple[OutlineLesson, ...]) -> Things:
    return {each.exercise_id: (each.slug, each.version_id) for lesson in outline for each in lesson.exercises}


def _told(impact: Impact, *, choices: PublishChoices) -> dict[str, Any]:
    """That nothing was known is said, too."""
    name = "asked" if choices == of_plain(impact.choices) else choices.default
    outcomes = (impact.figures or {}).get("outcomes", ())
    found = [one for one in outcomes if (one["policy"], one["choice"]) == (impact.policy, name)]
    said = {"id": str(impact.id), "state": str(impact.state), "says": str(impact.state.label)}
    return said | {"outcome": found[0] if found else None}
