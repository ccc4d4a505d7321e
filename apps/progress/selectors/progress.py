"""How far somebody is, and why: counted from what was completed, in the outline that the learner follows."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from apps.progress.models import (
    Effect,
    Enrollment,
    ExercisePass,
    LessonCompletion,
    OutlineExercise,
    OutlineLesson,
)
from apps.progress.selectors import enrollments
from apps.progress.selectors.following import loading
from apps.progress.selectors.following.reasons import AS_DONE, STILL_TO_DO, counts_as
from apps.progress.selectors.following.records import Ledger, Record


@dataclass(frozen=True, kw_only=True, slots=True)
class ExerciseState:
    exercise_id: UUID
    slug: str
    title: str
    kind: str
    passed_at: datetime | None
    counts_as: str

    @property
    def is_done(self) -> bool:
        return self.counts_as in AS_DONE


@dataclass(frozen=True, kw_only=True, slots=True)
class LessonState:
    """`counts_as` says why it is done or not: by what was done, or by what a publication made of it."""

    lesson_id: UUID
    number: int
    slug: str
    title: str
    completed_at: datetime | None
    score: float | None
    counts_as: str
    exercises: tuple[ExerciseState, ...]

    @property
    def is_done(self) -> bool:
        return self.counts_as in AS_DONE

    @property
    def exercises_passed(self) -> int:
        return sum(exercise.is_done for exercise in self.exercises)

    @property
    def exercises_total(self) -> int:
        """Those that count for this learner."""
        return sum(exercise.counts_as != Effect.WAIVED for exercise in self.exercises)


@dataclass(frozen=True, kw_only=True, slots=True)
class CourseState:
    """`kept` are lessons that this version hasn't got any more, and that go on counting as done."""

    enrollment: Enrollment
    lessons: tuple[LessonState, ...]
    kept: tuple[LessonState, ...] = ()

    @property
    def next_lesson(self) -> LessonState | None:
        """The first that is still to be done."""
        return next((lesson for lesson in self.lessons if lesson.counts_as in STILL_TO_DO), None)

    @property
    def exercises_total(self) -> int:
        return sum(lesson.exercises_total for lesson in self.lessons)

    @property
    def exercises_passed(self) -> int:
        return sum(lesson.exercises_passed for lesson in self.lessons)


def in_course(*, user_id: UUID, course_id: UUID) -> CourseState:
    """Raises EnrollmentNotFound where the learner is not in the course. What was done anew shows when it was first."""
    enrollment = enrollments.in_course(user_id=user_id, course_id=course_id)
    completions = list(LessonCompletion.objects.filter(enrollment=enrollment).order_by("-pk"))
    passes = list(ExercisePass.objects.filter(enrollment=enrollment).order_by("-pk"))
    record = loading.record_of(enrollment.pk, completions=completions, passes=passes)
    done = {row.lesson_id: row for row in completions}
    passed = {row.exercise_id: row.passed_at for row in passes}
    exercises = _exercises(enrollment, record=record, passed=passed)
    lessons = list(OutlineLesson.objects.filter(outline=enrollment.outline_id).order_by("position"))
    return CourseState(
        enrollment=enrollment,
        lessons=tuple(
            _lesson(lesson, completion=done.get(lesson.lesson_id), record=record, exercises=exercises)
            for lesson in lessons
        ),
        kept=_kept(enrollment, ledger=record.lessons, lessons=lessons, completions=done),
    )


def _lesson(
    lesson: OutlineLesson,
    *,
    completion: LessonCompletion | None,
    record: Record,
    exercises: dict[UUID, list[ExerciseState]],
) -> LessonState:
    how = counts_as(record.lessons, lesson.lesson_id, version_id=lesson.version_id)
    return _shown(lesson, completion=completion, how=how, exercises=tuple(exercises[lesson.lesson_id]))


def _shown(
    lesson: OutlineLesson,
    *,
    completion: LessonCompletion | None,
    how: str,
    exercises: tuple[ExerciseState, ...] = (),
) -> LessonState:
    """When it was completed stands there only while that counts."""
    counted = completion if how in AS_DONE else None
    return LessonState(
        lesson_id=lesson.lesson_id,
        number=lesson.number,
        slug=lesson.slug,
        title=lesson.title,
        completed_at=counted.completed_at if counted else None,
        score=counted.score if counted else None,
        counts_as=how,
        exercises=exercises,
    )


def _kept(
    enrollment: Enrollment,
    *,
    ledger: Ledger,
    lessons: list[OutlineLesson],
    completions: dict[UUID, LessonCompletion],
) -> tuple[LessonState, ...]:
    """As the last version that had them called them."""
    gone = ledger.kept_beside({lesson.lesson_id: lesson.version_id for lesson in lessons})
    rows = OutlineLesson.objects.filter(outline__course=enrollment.course_id, lesson_id__in=gone)
    named = {row.lesson_id: row for row in rows.order_by("outline__version")} if gone else {}
    return tuple(_shown(row, completion=completions.get(row.lesson_id), how=str(Effect.KEPT)) for row in named.values())


def _exercises(
    enrollment: Enrollment, *, record: Record, passed: dict[UUID, datetime]
) -> dict[UUID, list[ExerciseState]]:
    found: dict[UUID, list[ExerciseState]] = defaultdict(list)
    for row in OutlineExercise.objects.filter(outline=enrollment.outline_id).order_by("position"):
        how = counts_as(record.exercises, row.exercise_id, version_id=row.version_id)
        found[row.lesson_id].append(
            ExerciseState(
                exercise_id=row.exercise_id,
                slug=row.slug,
                title=row.title,
                kind=row.kind,
                passed_at=passed.get(row.exercise_id) if how in AS_DONE else None,
                counts_as=how,
            )
        )
    return found
