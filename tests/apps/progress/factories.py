"""Courses as progress hears of them, and learners in them."""

from dataclasses import dataclass, field
from uuid import UUID

import factory

from apps.courses.contracts import CoursePublished, OutlineExercise, OutlineLesson
from apps.progress import handlers
from apps.progress.models import Enrollment
from apps.progress.services import enrollment
from gopro.identifiers import uuid7


class ExerciseFactory(factory.Factory):
    class Meta:
        model = OutlineExercise

    exercise_id = factory.LazyFunction(uuid7)
    version_id = factory.LazyFunction(uuid7)
    slug = factory.Sequence(lambda n: f"exercise-{n}")
    title = factory.Sequence(lambda n: f"Exercise {n}")
    kind = "code"
    files = ("greeting.go",)


class LessonFactory(factory.Factory):
    class Meta:
        model = OutlineLesson

    lesson_id = factory.LazyFunction(uuid7)
    version_id = factory.LazyFunction(uuid7)
    number = factory.Sequence(lambda n: n + 1)
    slug = factory.Sequence(lambda n: f"lesson-{n}")
    title = factory.Sequence(lambda n: f"Lesson {n}")
    exercises = ()


class CourseFactory(factory.Factory):
    class Meta:
        model = CoursePublished

    course_id = factory.LazyFunction(uuid7)
    version = 1
    slug = factory.Sequence(lambda n: f"course-{n}")
    title = factory.Sequence(lambda n: f"Course {n}")
    language = "go"
    lessons = factory.LazyFunction(lambda: tuple(LessonFactory.build_batch(3)))


def publish(**values: object) -> CoursePublished:
    """As progress hears it."""
    event: CoursePublished = CourseFactory(**values)
    handlers.remember_outline(event)
    return event


@dataclass
class Learner:
    """Somebody in a course."""

    course: CoursePublished
    user_id: UUID = field(default_factory=uuid7)

    def __post_init__(self) -> None:
        self.enrollment, _ = enrollment.enroll(user_id=self.user_id, course_id=self.course.course_id)

    def fresh(self) -> Enrollment:
        self.enrollment.refresh_from_db()
        return self.enrollment
