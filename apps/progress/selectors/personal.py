"""What progress keeps of a learner: all that they did."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from apps.progress.models import (
    Adjustment,
    Award,
    Certificate,
    Draw,
    Enrollment,
    ExercisePass,
    LessonCompletion,
    Submission,
)

AT_ONCE = 100  # submissions hold files


def sections(*, user_id: UUID) -> Mapping[str, Iterable[Mapping[str, Any]]]:
    """Rows by section, read as they are asked for."""
    found = _courses(user_id) | _attempts(user_id)
    return {name: rows.order_by("pk").iterator(chunk_size=AT_ONCE) for name, rows in found.items()}


def _courses(user_id: UUID) -> dict[str, QuerySet[Any, Any]]:
    """What they take, what they completed, and what counts otherwise."""
    of_theirs = {"enrollment__user_id": user_id}
    return {
        "enrollments": Enrollment.objects.filter(user_id=user_id).values(
            *("id", "course_id", "course__slug", "course__title", "outline__version", "status", "percent"),
            *("lessons_completed", "lessons_total", "created_at", "completed_at", "ended_at"),
        ),
        "lesson_completions": LessonCompletion.objects.filter(**of_theirs).values(
            "enrollment_id", "lesson_id", "version_id", "score", "completed_at"
        ),
        "adjustments": Adjustment.objects.filter(**of_theirs).values(
            "enrollment_id", "kind", "thing_id", "effect", "version", "created_at"
        ),
        "certificates": Certificate.objects.filter(user_id=user_id).values(),
        "awards": Award.objects.filter(user_id=user_id).values(),
    }


def _attempts(user_id: UUID) -> dict[str, QuerySet[Any, Any]]:
    of_theirs = {"enrollment__user_id": user_id}
    return {
        "submissions": Submission.objects.filter(user_id=user_id).values(
            *("id", "exercise_id", "exercise_version_id", "kind", "files", "answers", "status", "tests", "message"),
            *("created_at", "graded_at", "duration_ms", "runner", "feedback"),
        ),
        "draws": Draw.objects.filter(**of_theirs).values(
            "id", "exercise_id", "exercise_version_id", "attempt", "keys", "submission_id", "created_at"
        ),
        "exercise_passes": ExercisePass.objects.filter(**of_theirs).values(
            "enrollment_id", "exercise_id", "submission_id", "passed_at"
        ),
    }
