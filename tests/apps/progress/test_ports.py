"""What progress asks of courses, answered by the room itself."""

import pytest

from apps.progress import ports
from gopro.errors import NotFound, Unavailable
from gopro.identifiers import uuid7
from tests.apps.courses.factories import make_code, make_course, make_lesson

pytestmark = pytest.mark.django_db


def test_an_unknown_version_is_not_found():
    with pytest.raises(NotFound):
        ports.grounds(version_id=uuid7(), files={})


def test_a_room_that_is_away_says_so(settings):
    settings.ROOMS_HERE = ("progress",)
    with pytest.raises(Unavailable):
        ports.grounds(version_id=uuid7(), files={})


def test_a_code_exercise_becomes_a_job_with_its_hidden_tests():
    exercise = make_code(lesson=make_lesson(course=make_course()))
    found = ports.grounds(version_id=exercise.draft_version_id, files={"x.go": "package x"})
    assert found.questions == ()
    assert found.job is not None
    assert found.job.submitted == {"x.go": "package x"}
    assert found.job.tests == exercise.draft_version.test_files
    assert found.job.allowed_names == frozenset(exercise.draft_version.files)
