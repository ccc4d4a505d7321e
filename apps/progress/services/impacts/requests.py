"""Taking a question of courses, and looking after those that a lost job left."""

from datetime import timedelta
from uuid import UUID

from django.utils import timezone

from apps.progress.models import Impact
from apps.progress.services.impacts.telling import tell
from apps.progress.services.outlines import Told
from gopro import jobs
from gopro.database import atomic

KEPT = timedelta(days=30)
AT_ONCE = 100


@atomic("progress")
def begin(*, impact_id: UUID, told: Told, sample: int) -> None:
    """That it was heard is told at once; asked again, nothing begins anew."""
    impact, is_new = Impact.objects.get_or_create(
        pk=impact_id,
        defaults={
            "course_id": told.course_id,
            "asked": _plain(told),
            "sample": max(0, sample),
            "due_at": timezone.now(),
        },
    )
    if is_new:
        tell(impact, is_final=False)
        jobs.enqueue("progress.estimate_impact", impact_id)


def sweep() -> None:
    """By the clock: go on with what stands still, and forget what nobody asks about any more."""
    now = timezone.now()
    late = Impact.objects.filter(finished_at=None, due_at__lt=now).order_by("due_at")
    for impact_id, counts in list(late.values_list("pk", "counts")[:AT_ONCE]):
        jobs.enqueue("progress.try_submission" if counts else "progress.estimate_impact", impact_id)
    with atomic("progress"):
        old = Impact.objects.filter(created_at__lt=now - KEPT).values_list("pk", flat=True)[:AT_ONCE]
        Impact.objects.filter(pk__in=list(old)).delete()


def _plain(told: Told) -> dict[str, object]:
    exercises = [(lesson.lesson_id, each) for lesson in told.lessons for each in lesson.exercises]
    return {
        "policy": told.policy,
        "default": told.default,
        "choices": {str(id_): choice for id_, choice in told.choices.items()},
        "lessons": {str(lesson.lesson_id): str(lesson.version_id) for lesson in told.lessons},
        "exercises": {str(each.exercise_id): str(each.version_id) for _, each in exercises},
        "places": {str(each.exercise_id): str(lesson_id) for lesson_id, each in exercises},
        "kinds": {str(each.exercise_id): each.kind for _, each in exercises},
    }
