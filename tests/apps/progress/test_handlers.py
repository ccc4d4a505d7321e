"""What progress hears, told by courses: through outbox, relay and inbox."""

import pytest

from apps.courses.contracts import CourseRetired
from apps.progress import handlers
from apps.progress.models import Course, CourseStatus, Outline, OutlineExercise
from gopro.database import atomic
from gopro.events.contract import Event
from gopro.events.loop import drain
from gopro.events.outbox import publish
from tests.apps.progress.factories import CourseFactory, ExerciseFactory, LessonFactory

pytestmark = pytest.mark.django_db


def tell(event: Event) -> None:
    with atomic("courses"):
        publish(event)
    drain()


def test_a_published_course_is_kept_with_its_outline():
    lessons = (LessonFactory(exercises=(ExerciseFactory(files=("a.go", "b.go")),)), LessonFactory())
    event = CourseFactory(lessons=lessons, version=7)
    tell(event)
    outline = Outline.objects.get()
    assert (outline.version, outline.lessons_total) == (7, 2)
    assert [lesson.lesson_id for lesson in outline.lessons.all()] == [lesson.lesson_id for lesson in lessons]
    kept = OutlineExercise.objects.get()
    assert (kept.version_id, kept.files) == (lessons[0].exercises[0].version_id, ["a.go", "b.go"])


def test_a_retired_course_is_closed_and_published_again_is_open():
    event = CourseFactory()
    tell(event)
    tell(CourseRetired(course_id=event.course_id))
    assert Course.objects.get().status == CourseStatus.RETIRED
    tell(CourseFactory(course_id=event.course_id, version=2))
    assert (Course.objects.get().status, Course.objects.get().version) == (CourseStatus.PUBLISHED, 2)


def test_heard_twice_leaves_the_same_state():
    event = CourseFactory(lessons=(LessonFactory(exercises=(ExerciseFactory(),)),))
    for _ in range(2):
        handlers.remember_outline(event)
    assert (Outline.objects.count(), OutlineExercise.objects.count()) == (1, 1)
    for _ in range(2):
        handlers.close_course(CourseRetired(course_id=event.course_id))
    assert Course.objects.get().status == CourseStatus.RETIRED
