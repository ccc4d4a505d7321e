"""What a publication means for those who learn already: on which terms it is made, and the question beforehand."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from apps.courses.contracts.outline import OutlineLesson
from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemChoice:
    """The choice for one lesson or exercise that is new, changed or gone."""

    id: UUID
    choice: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishChoices:
    """What becomes of what learners did: `keep`, `require` or `credit`, where `items` doesn't say otherwise."""

    default: str = "keep"
    items: tuple[ItemChoice, ...] = ()


KEEP_ALL = PublishChoices()


@dataclass(frozen=True, kw_only=True, slots=True)
class PublishImpactRequested(Event):
    """An author asks what publishing this outline on these terms would do to learners; answered by
    `PublishImpactEstimated`.

    `base_version` is the publication that learners see now, 0 where there is none. At most `sample` stored submissions
    are graded again.
    """

    name: ClassVar[str] = "courses.course.publish_impact_requested.v1"
    aggregate: ClassVar[str] = "course_id"
    course_id: UUID
    impact_id: UUID
    base_version: int
    policy: str
    choices: PublishChoices
    lessons: tuple[OutlineLesson, ...]
    sample: int
