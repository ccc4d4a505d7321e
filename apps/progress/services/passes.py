"""That an exercise was passed: which version of it, and whether that counts in the publication that is followed now."""

from apps.progress.models import Adjustment, Choice, Effect, Enrollment, ExercisePass, Kind, OutlineExercise, Submission
from apps.progress.services import achievements


def record_pass(submission: Submission) -> None:
    """In the transaction of the verdict. An attempt at a version that isn't followed any more counts, too, unless a
    publication that the learner came along to meanwhile requires the exercise anew."""
    enrollment = Enrollment.objects.select_for_update().get(pk=submission.enrollment_id)
    required_by = _required_by(submission, enrollment=enrollment)
    ExercisePass.objects.get_or_create(
        enrollment=enrollment,
        exercise_id=submission.exercise_id,
        version_id=submission.exercise_version_id,
        defaults={"submission": submission, "followed": 0 if required_by else enrollment.outline.version},
    )
    if required_by:
        _note(submission, version=required_by)
    achievements.award_first_pass(user_id=submission.user_id)


def _required_by(submission: Submission, *, enrollment: Enrollment) -> int:
    """The last publication on the way to the one that is followed that wants another version passed; 0 for none."""
    rows = OutlineExercise.objects.filter(
        exercise_id=submission.exercise_id,
        outline__course=enrollment.course_id,
        outline__version__lte=enrollment.outline.version,
    )
    found, before = 0, submission.exercise_version_id
    for row in rows.select_related("outline").order_by("outline__version"):
        choices = row.outline.choices
        if row.version_id == submission.exercise_version_id:
            found = 0
        elif row.version_id != before:
            is_required = choices["items"].get(str(row.exercise_id), choices["default"]) == Choice.REQUIRE
            found = row.outline.version if is_required else found
        before = row.version_id
    return found


def _note(submission: Submission, *, version: int) -> None:
    Adjustment.objects.get_or_create(
        enrollment_id=submission.enrollment_id,
        thing_id=submission.exercise_id,
        version=version,
        defaults={"kind": Kind.EXERCISE, "effect": Effect.REQUIRED},
    )
