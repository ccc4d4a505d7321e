"""Learners of real courses, as both rooms have them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from apps.courses.models.content import Exercise
from apps.courses.services.publishing import publish_course
from apps.progress.models import Draw, Submission
from apps.progress.ports import Asked
from apps.progress.services import draws, enrollment, grading
from apps.progress.services.submissions import submit
from gopro.events.loop import drain
from gopro.identifiers import uuid7


@dataclass(kw_only=True)
class Taker:
    """Somebody who takes one exercise."""

    exercise: Exercise
    user_id: UUID = field(default_factory=uuid7)

    def __post_init__(self) -> None:
        enrollment.enroll(user_id=self.user_id, course_id=self.exercise.course_id)

    def draw(self) -> Draw:
        return draws.draw_questions(user_id=self.user_id, exercise_id=self.exercise.id)[0]

    def asked(self) -> tuple[Asked, ...]:
        return draws.asked(self.draw())

    def hand_in(self, answers: Mapping[str, Any]) -> Submission:
        return submit(user_id=self.user_id, exercise_id=self.exercise.id, files=None, answers=answers)

    def graded(self, answers: Mapping[str, Any]) -> Submission:
        made = self.hand_in(answers)
        grading.grade(submission_id=made.id)
        made.refresh_from_db()
        return made


def published(exercise: Exercise) -> Exercise:
    """As learners have it now."""
    publish_course(course_id=exercise.course_id, publisher_id=None)
    drain()
    exercise.refresh_from_db()
    return exercise


def told(asked: Asked, *texts: str) -> list[int]:
    """Where these choices, or of a matching question these partners, are shown."""
    shown = asked.matches if asked.kind == "matching" else asked.choices
    return [shown.index(text) for text in texts]
