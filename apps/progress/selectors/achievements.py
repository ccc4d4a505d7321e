"""Badges: those that there are, as data, and those that a learner has."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from apps.progress.models import Award


@dataclass(frozen=True, kw_only=True, slots=True)
class Achievement:
    """`per_course` ones can be earned once in each course."""

    slug: str
    title: str
    description: str
    per_course: bool


FIRST_PASS = Achievement(
    slug="first-pass", title="First green", description="Pass an exercise: all its tests.", per_course=False
)
COURSE_COMPLETED = Achievement(
    slug="course-completed", title="Course completed", description="Complete every lesson of a course.", per_course=True
)
ALL = (FIRST_PASS, COURSE_COMPLETED)
BY_SLUG = {achievement.slug: achievement for achievement in ALL}


def of_user(*, user_id: UUID) -> QuerySet[Award]:
    """The newest first."""
    return Award.objects.filter(user_id=user_id).order_by("-id")
