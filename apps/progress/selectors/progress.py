"""How far somebody is, and why: counted from what was completed, in the outline that the learner follows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.progress.models import Enrollment, ExercisePass, LessonCompletion, OutlineExercise, OutlineLesson
from apps.progress.selectors import enrollments


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseState:
    exercise_id: UUID
    slug: str
    title: str
    kind: str
    passed_at: datetime | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonState:
    lesson_id: UUID
    number: int
    slug: str
    title: str
    completed_at: datetime | None
    score: float | None
    exercises: tuple[ExerciseState, ...]

    @property
    def exercises_passed(self) -> int:
        return sum(exercise.passed_at is not None for exercise in self.exercises)


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseState:
    enrollment: Enrollment
    lessons: tuple[LessonState, ...]

    @property
    def next_lesson(self) -> LessonState | None:
        """The first that isn't completed."""
        return next((lesson for lesson in self.lessons if lesson.completed_at is None), None)

    @property
    def exercises_total(self) -> int:
        return sum(len(lesson.exercises) for lesson in self.lessons)

    @property
    def exercises_passed(self) -> int:
        return sum(lesson.exercises_passed for lesson in self.lessons)


def in_course(*, user_id: UUID, course_id: UUID) -> CourseState:
    """Raises EnrollmentNotFound where the learner is not in the course."""
    enrollment = enrollments.in_course(user_id=user_id, course_id=course_id)
    completions = {row.lesson_id: row for row in LessonCompletion.objects.filter(enrollment=enrollment)}
    exercises = _exercises(enrollment)
    lessons = OutlineLesson.objects.filter(outline=enrollment.outline_id).order_by("position")
    return CourseState(
        enrollment=enrollment,
        lessons=tuple(
            _lesson(lesson, completion=completions.get(lesson.lesson_id), exercises=exercises[lesson.lesson_id])
            for lesson in lessons
        ),
    )


def _lesson(
    lesson: OutlineLesson, *, completion: LessonCompletion | None, exercises: list[ExerciseState]
) -> LessonState:
    return LessonState(
        lesson_id=lesson.lesson_id,
        number=lesson.number,
        slug=lesson.slug,
        title=lesson.title,
        completed_at=completion.completed_at if completion else None,
        score=completion.score if completion else None,
        exercises=tuple(exercises),
    )


def _exercises(enrollment: Enrollment) -> dict[UUID, list[ExerciseState]]:
    passed = dict(ExercisePass.objects.filter(enrollment=enrollment).values_list("exercise_id", "passed_at"))
    found: dict[UUID, list[ExerciseState]] = defaultdict(list)
    for exercise in OutlineExercise.objects.filter(outline=enrollment.outline_id).order_by("position"):
        found[exercise.lesson_id].append(
            ExerciseState(
                exercise_id=exercise.exercise_id,
                slug=exercise.slug,
                title=exercise.title,
                kind=exercise.kind,
                passed_at=passed.get(exercise.exercise_id),
            )
        )
    return found
