"""The order of a course's draft, to be compared with what it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from apps.courses.selectors import editing


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """`places` says in which lesson each exercise is, `homes` in which section each lesson; all are in order."""

    sections: tuple[UUID, ...]
    homes: dict[UUID, UUID | None]
    places: dict[UUID, UUID]

    @property
    def lessons(self) -> tuple[UUID, ...]:
        return tuple(self.homes)

    def exercises(self, *, lesson_id: UUID) -> list[UUID]:
        return [exercise_id for exercise_id, place in self.places.items() if place == lesson_id]


def order_of(*, course_id: UUID) -> Order:
    places = editing.exercises_of(course_id=course_id).values_list("id", "lesson_id")
    homes = editing.lessons_of(course_id=course_id).values_list("id", "section_id")
    sections = editing.sections_of(course_id=course_id).values_list("id", flat=True)
    return Order(sections=tuple(sections), homes=dict(homes), places=dict(places))


def are_reordered(*, before: Sequence[UUID], after: Sequence[UUID]) -> bool:
    """Whether those that are in both stand otherwise; who came or went is another matter."""
    common = set(before) & set(after)
    return [one for one in before if one in common] != [one for one in after if one in common]
