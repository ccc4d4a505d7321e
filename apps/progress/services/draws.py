"""Drawing questions for a learner: another choice for each, the same again until it is handed in."""

from random import Random
from uuid import UUID

from django.utils.crypto import salted_hmac

from apps.progress import ports
from apps.progress.errors import DrawNotFound, NothingToDraw
from apps.progress.models import Draw, Enrollment, OutlineExercise, Submission
from apps.progress.ports import Asked, Grounds
from apps.progress.selectors import draws, enrollments
from gopro.database import atomic


def draw_questions(*, user_id: UUID, exercise_id: UUID) -> tuple[Draw, bool]:
    """The questions of the learner's next attempt, and whether they were drawn just now."""
    enrollment, exercise = enrollments.for_exercise(user_id=user_id, exercise_id=exercise_id)
    grounds = ports.grounds(version_id=exercise.version_id, files={})
    if not grounds.pools:
        raise NothingToDraw
    return _drawn(enrollment=enrollment, exercise=exercise, grounds=grounds)


def drawn_questions(*, user_id: UUID, exercise_id: UUID) -> Draw:
    """What was drawn last of the version that the learner follows. Raises DrawNotFound."""
    enrollment, exercise = enrollments.for_exercise(user_id=user_id, exercise_id=exercise_id)
    last = draws.newest(enrollment=enrollment, version_id=exercise.version_id)
    if last is None:
        raise DrawNotFound
    return last


def asked(draw: Draw) -> tuple[Asked, ...]:
    return ports.asked(version_id=draw.exercise_version_id, keys=draw.keys)


def asked_in(submission: Submission) -> tuple[Asked, ...]:
    """What an attempt was asked; nothing for what has no questions."""
    keys = draws.keys_of(submission_id=submission.id)
    return ports.asked(version_id=submission.exercise_version_id, keys=keys) if submission.kind == "quiz" else ()


@atomic("progress")
def _drawn(*, enrollment: Enrollment, exercise: OutlineExercise, grounds: Grounds) -> tuple[Draw, bool]:
    """One after the other for an enrollment, so that two requests at once draw the same."""
    Enrollment.objects.select_for_update().get(pk=enrollment.pk)
    last = draws.newest(enrollment=enrollment, version_id=exercise.version_id)
    if last is not None and last.submission_id is None:
        return last, False
    attempt = last.attempt + 1 if last else 1
    made = Draw.objects.create(
        enrollment=enrollment,
        exercise_id=exercise.exercise_id,
        exercise_version_id=exercise.version_id,
        attempt=attempt,
        keys=keys_for(
            user_id=enrollment.user_id,
            version_id=exercise.version_id,
            attempt=attempt if grounds.redraws else 1,
            grounds=grounds,
        ),
    )
    return made, True


def keys_for(*, user_id: UUID, version_id: UUID, attempt: int, grounds: Grounds) -> list[str]:
    """By a secret of ours: who knows all the rest can't tell what will be drawn."""
    seed = salted_hmac("progress.draw", f"{user_id}:{version_id}:{attempt}", algorithm="sha256").digest()
    chance = Random(seed)  # noqa: S311 - seeded by a secret
    keys = [key for pool in grounds.pools for key in chance.sample(pool.keys, k=min(pool.count, len(pool.keys)))]
    chance.shuffle(keys)
    return keys
