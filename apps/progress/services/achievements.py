"""Giving a badge, once."""

from uuid import UUID

from apps.progress.contracts import AchievementUnlocked
from apps.progress.models import Award
from apps.progress.selectors.achievements import COURSE_COMPLETED, FIRST_PASS, Achievement
from gopro.events.outbox import publish


def award_course(*, user_id: UUID, course_id: UUID) -> None:
    """Inside the transaction in which the course was completed."""
    _award(user_id=user_id, achievement=COURSE_COMPLETED, course_id=course_id)


def award_first_pass(*, user_id: UUID) -> None:
    """Inside the transaction in which an exercise was passed."""
    _award(user_id=user_id, achievement=FIRST_PASS, course_id=None)


def _award(*, user_id: UUID, achievement: Achievement, course_id: UUID | None) -> None:
    award, is_new = Award.objects.get_or_create(user_id=user_id, achievement=achievement.slug, course_id=course_id)
    if is_new:
        publish(
            AchievementUnlocked(
                award_id=award.id,
                user_id=user_id,
                achievement=achievement.slug,
                title=achievement.title,
                course_id=course_id,
            )
        )
