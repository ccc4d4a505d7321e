"""Jobs are doors: an id in, one service."""

from typing import Any

import pytest

from apps.courses import tasks
from apps.courses.models.imports import Recording
from apps.courses.services import recordings
from tests.apps.courses.factories import make_code, make_course, make_lesson

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


def test_the_sweep_finds_what_a_lost_job_left() -> None:
    lesson = make_lesson(course=make_course())
    for number in range(3):
        make_code(lesson=lesson, recorded=False, files={f"f{number}.go": ""})
    tasks.record_missing()
    assert Recording.objects.count() == 3
