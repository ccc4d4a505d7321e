"""What progress keeps of a learner: all that they did."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from apps.progress.models import Award, Certificate, Enrollment, ExercisePass, LessonCompletion, Submission

AT_ONCE = 100  # submissions hold files


def sections(*, user_id: UUID) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """Rows by section, read as they are asked for."""
    enrollments = Enrollment.objects.filter(user_id=user_id).order_by("pk")
    found = {
        "enrollments": enrollments.values(
            *("id", "course_id", "course__slug", "course__title", "outline__version", "status", "percent"),
            *("lessons_completed", "created_at", "completed_at", "ended_at"),
        ),
        "lesson_completions": LessonCompletion.objects.filter(enrollment__user_id=user_id)
        .order_by("pk")
        .values("enrollment_id", "lesson_id", "version_id", "score", "completed_at"),
        "submissions": Submission.objects.filter(user_id=user_id)
        .order_by("pk")
        .values(
            *("id", "exercise_id", "exercise_version_id", "kind", "files", "answers", "status", "tests", "message"),
            *("created_at", "graded_at", "duration_ms", "runner"),
        ),
        "exercise_passes": ExercisePass.objects.filter(enrollment__user_id=user_id)
        .order_by("pk")
        .values("enrollment_id", "exercise_id", "submission_id", "passed_at"),
        "certificates": Certificate.objects.filter(user_id=user_id).order_by("pk").values(),
        "awards": Award.objects.filter(user_id=user_id).order_by("pk").values(),
    }
    return {name: rows.iterator(chunk_size=AT_ONCE) for name, rows in found.items()}
