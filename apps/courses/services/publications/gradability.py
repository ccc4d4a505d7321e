"""A learner must never meet an exercise that its own solution doesn't pass."""

from apps.courses.errors import UngradableExercises
from apps.courses.models.schedules import Schedule, ScheduleState
from apps.courses.models.versions import ExerciseVersion
from apps.courses.selectors import editions, grading
from apps.courses.selectors.editions import Edition

NOT_RUN = "Not run yet; try again soon."


def require_gradable(*, edition: Edition) -> None:
    """Raises UngradableExercises, which names them."""
    reasons = ungradable(edition=edition)
    if reasons:
        detail = "The reference solution must pass the tests. Mend these exercises, or hold them back."
        raise UngradableExercises(detail, fields=reasons)


def problems_of(*, schedule: Schedule) -> dict[str, str]:
    """What would be refused if it were due now; nothing of what is over."""
    is_pending = schedule.state == ScheduleState.PENDING
    return ungradable(edition=editions.of_schedule(schedule)) if is_pending else {}


def ungradable(*, edition: Edition) -> dict[str, str]:
    """What is wrong, by the pointer of the exercise."""
    rows = ExerciseVersion.objects.filter(id__in=edition.exercise_versions.values()).exclude(recording_key="")
    keys = dict(rows.values_list("exercise__slug", "recording_key"))
    recordings = grading.recordings(keys=list(keys.values()))
    return {
        f"/exercises/{slug}": recordings[key].message if key in recordings else NOT_RUN
        for slug, key in sorted(keys.items())
        if key not in recordings or not recordings[key].passed
    }
