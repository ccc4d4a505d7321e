"""The order of a course's draft, to be compared with what it was."""

from dataclasses import dataclass
from uuid import UUID

from apps.courses.selectors import editing


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """`places` says in which lesson each exercise is; both are in order."""

    lessons: tuple[UUID, ...]
    places: dict[UUID, UUID]

    def exercises(self, *, lesson_id: UUID) -> list[UUID]:
        return [exercise_id for exercise_id, place in self.places.items() if place == lesson_id]


def order_of(*, course_id: UUID) -> Order:
    places = editing.exercises_of(course_id=course_id).values_list("id", "lesson_id")
    return Order(
        lessons=tuple(editing.lessons_of(course_id=course_id).values_list("id", flat=True)), places=dict(places)
    )


def are_reordered(*, before: list[UUID], after: list[UUID]) -> bool:
    """Whether those that are in both stand otherwise; who came or went is another matter."""
    common = set(before) & set(after)
    return [one for one in before if one in common] != [one for one in after if one in common]
