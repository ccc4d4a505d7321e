"""Jobs are doors: an id in, one service."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from apps.courses import tasks
from apps.courses.models.imports import Recording
from apps.courses.models.publishing import Publication
from apps.courses.models.schedules import Schedule
from apps.courses.services import recordings
from apps.courses.services.courses import edit_course
from apps.courses.services.publications.schedules import schedule_publication
from gopro import jobs
from gopro.jobs import beat_schedule
from tests.apps.courses.factories import make_code, make_course, make_lesson, make_published

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def passing(monkeypatch: pytest.MonkeyPatch) -> None:
    def observe(*, key: str, content: Any) -> Recording:
        return Recording(key=key, language="go", passed=True, expected={"TestA": "PASS"})

    monkeypatch.setattr(recordings, "observe", observe)


def test_a_new_version_is_recorded_once_however_often_the_job_runs() -> None:
    exercise = make_code(lesson=make_lesson(course=make_course()), recorded=False)
    for _ in range(2):
        tasks.record(str(exercise.draft_version_id))
    assert Recording.objects.get().key == exercise.draft_version.recording_key


def test_what_is_due_is_asked_for_course_by_course_until_it_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, Any]] = []
    course = make_published()
    edit_course(course_id=course.id, changes={"title": "Next"}, editor_id=None)
    schedule_publication(course_id=course.id, due_at=timezone.now() + timedelta(hours=1), scheduler_id=None)
    monkeypatch.setattr(jobs, "enqueue", lambda name, course_id: asked.append((name, course_id)))
    tasks.publish_due()
    assert asked == []
    Schedule.objects.update(due_at=timezone.now())
    for _ in range(2):
        tasks.publish_due()
    assert asked == [("courses.publish_scheduled", course.id)] * 2
    for _, course_id in asked:
        tasks.publish_scheduled(str(course_id))
    tasks.publish_due()
    assert (len(asked), Schedule.objects.get().publication, Publication.objects.count()) == (2, 2, 2)
    assert beat_schedule()["courses.publish_due"]["schedule"] == 5


def test_the_sweep_finds_what_a_lost_job_left() -> None:
    lesson = make_lesson(course=make_course())
    for number in range(3):
        make_code(lesson=lesson, recorded=False, files={f"f{number}.go": ""})
    tasks.record_missing()
    assert Recording.objects.count() == 3
