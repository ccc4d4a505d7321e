"""Reference solutions in the real sandbox: what passes is kept once, what fails holds an exercise back."""

from collections.abc import Iterator
from typing import Any

import pytest

from apps.courses.errors import RecordingUnavailable, UngradableExercises, VersionNotFound
from apps.courses.facade import GradingFacade
from apps.courses.models.imports import Recording
from apps.courses.services import recordings
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from gopro.sandbox.contract import Job, Outcome, Status, TestOutcome
from gopro.untrusted import sandbox
from tests.apps.courses.factories import code_content, make_code, make_course, make_lesson
from tests.places import sandbox_folder

pytestmark = pytest.mark.usefixtures("db")

STATE = sandbox_folder()
GO: dict[str, Any] = {
    "files": {"double.go": "package double\n\nfunc Double(n int) int {\n\treturn 0\n}\n"},
    "readonly_files": {"go.mod": "module double\n\ngo 1.21\n"},
    "solution_files": {"double.go": "package double\n\nfunc Double(n int) int {\n\treturn 2 * n\n}\n"},
    "test_files": {
        "double_test.go": 'package double\n\nimport "testing"\n\nfunc TestDouble(t *testing.T) {\n'
        "\tif Double(2) != 4 {\n\t\tt.Fail()\n\t}\n}\n\nfunc TestLater(t *testing.T) {\n\tt.Skip()\n}\n"
    },
}
PYTHON: dict[str, Any] = {
    "language": "python",
    "files": {"double.py": "def double(n):\n    return 0\n"},
    "readonly_files": {},
    "solution_files": {"double.py": "def double(n):\n    return 2 * n\n"},
    "test_files": {
        "test_double.py": "import unittest\n\nfrom double import double\n\n\nclass DoubleTest(unittest.TestCase):\n"
        "    def test_double(self):\n        self.assertEqual(double(2), 4)\n"
    },
}


@pytest.fixture
def real_sandbox(committed: None, settings: Any) -> Iterator[None]:
    """Its caches outlive the run, so only the first pays for them; no transaction may wait for it."""
    settings.SANDBOX_FOLDER = STATE
    sandbox.cache_clear()
    recordings.require_sandbox(languages=["go", "python"], progress=lambda *_: None)
    yield
    sandbox.cache_clear()


@pytest.mark.parametrize(("content", "language"), [(GO, "go"), (PYTHON, "python")])
def test_what_the_solution_does_is_what_a_pass_must_do(real_sandbox: None, content: Any, language: str) -> None:
    exercise = make_code(lesson=make_lesson(course=make_course()), recorded=False, **content)
    recordings.record(version_id=exercise.draft_version_id)
    package = GradingFacade().package(version_id=exercise.draft_version_id)
    assert (package.mode, package.language) == ("tests", language)
    assert sorted(package.expected.values()) == (["PASS", "SKIP"] if language == "go" else ["PASS"])
    assert Recording.objects.get().runner.startswith(language)


def test_a_stub_that_passes_is_for_refactoring(real_sandbox: None) -> None:
    content = GO | {"files": GO["solution_files"]}
    exercise = make_code(lesson=make_lesson(course=make_course()), recorded=False, **content)
    recordings.record(version_id=exercise.draft_version_id)
    assert GradingFacade().package(version_id=exercise.draft_version_id).mode == "refactor"


def test_a_failing_solution_keeps_learners_away_until_it_is_mended(real_sandbox: None) -> None:
    course = make_course()
    exercise = make_code(lesson=make_lesson(course=course), recorded=False, **(GO | {"solution_files": GO["files"]}))
    recordings.record_missing()
    assert GradingFacade().package(version_id=exercise.draft_version_id).mode == "none"
    with pytest.raises(UngradableExercises) as refusal:
        publish_course(course_id=course.id, publisher_id=None)
    assert refusal.value.fields["/exercises/greet"].startswith("The reference solution ends as failed. TestDouble: ")
    edit_exercise(exercise_id=exercise.id, changes={"solution_files": GO["solution_files"]}, editor_id=None)
    recordings.record_missing()
    assert publish_course(course_id=course.id, publisher_id=None).status == "published"


def test_the_same_content_is_run_once(monkeypatch: pytest.MonkeyPatch) -> None:
    ran: list[str] = []

    def observe(*, key: str, content: Any) -> Recording:
        ran.append(content.title)
        return Recording(key=key, language="go", passed=True, expected={"TestA": "PASS"})

    monkeypatch.setattr(recordings, "observe", observe)
    lesson = make_lesson(course=make_course())
    one, two = make_code(lesson=lesson, recorded=False), make_code(lesson=lesson, recorded=False, title="Other")
    for exercise in (one, one, two):
        recordings.record(version_id=exercise.draft_version_id)
    assert ran == ["Greet"]


def test_an_interrupted_run_keeps_what_was_done(monkeypatch: pytest.MonkeyPatch) -> None:
    contents = {str(n): code_content(title=str(n)) for n in range(4)}

    def observe(*, key: str, content: Any) -> Recording:
        return Recording(key=key, language="go", passed=True, expected={"TestA": "PASS"})

    def interrupt(done: int, _total: int, _name: str) -> None:
        if done == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr(recordings, "observe", observe)
    with pytest.raises(KeyboardInterrupt):
        list(recordings.record_all(contents=contents, progress=interrupt))
    assert Recording.objects.count() == 2
    assert len(list(recordings.record_all(contents=contents, progress=lambda *_: None))) == 4


def test_a_failure_can_be_forgotten_and_a_pass_cant() -> None:
    Recording.objects.create(key="a", language="go", passed=False, message="No.")
    Recording.objects.create(key="b", language="go", passed=True, expected={"TestA": "PASS"})
    assert recordings.forget_failures(keys=["a", "b"]) == 1
    assert Recording.objects.get().key == "b"


def test_unknown_versions_and_languages_are_refused(real_sandbox: None) -> None:
    with pytest.raises(VersionNotFound):
        recordings.record(version_id=uuid7())
    with pytest.raises(RecordingUnavailable, match="cobol can't be run safely here"):
        recordings.require_sandbox(languages=["cobol"], progress=lambda *_: None)


class Loaded:
    """A machine so loaded that its sandbox answers as it was told, one run after the other."""

    def __init__(self, *statuses: Status) -> None:
        self.statuses = list(statuses)

    def run(self, *, job: Job) -> Outcome:
        tests = (TestOutcome(name="TestA", status="passed"),)
        return Outcome(status=self.statuses.pop(0), tests=tests, message="Busy.")


@pytest.mark.parametrize(
    ("statuses", "passed", "stub_passes"),
    [
        (("infra_error", "timeout", "passed", "infra_error", "failed"), True, False),
        (("passed", "infra_error", "passed"), True, True),
        (("timeout", "timeout", "timeout"), False, False),
        (("failed",), False, False),
    ],
)
def test_a_loaded_machine_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, statuses: tuple[Status, ...], passed: bool, stub_passes: bool
) -> None:
    loaded = Loaded(*statuses)
    monkeypatch.setattr(recordings, "sandbox", lambda: loaded)
    recording = recordings.observe(key="k", content=code_content())
    assert (recording.passed, recording.stub_passes, loaded.statuses) == (passed, stub_passes, [])


@pytest.mark.parametrize("before", [(), ("passed",)])
def test_our_own_failure_is_never_the_exercises(monkeypatch: pytest.MonkeyPatch, before: tuple[Status, ...]) -> None:
    loaded = Loaded(*before, "infra_error", "infra_error", "infra_error")
    monkeypatch.setattr(recordings, "sandbox", lambda: loaded)
    with pytest.raises(RecordingUnavailable, match=r"Greet: Busy\."):
        recordings.observe(key="k", content=code_content())
    assert Recording.objects.count() == 0
