"""Imports of a small folder: twice, changed, edited here, refused, and two at once."""

from collections.abc import Mapping
from pathlib import Path
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connections

from apps.courses.contracts import CoursePublished, ExerciseUpdated, LessonDeleted, LessonUpdated
from apps.courses.errors import ImportUnderWay, RecordingUnavailable, SlugTaken
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import ImportRun, ImportSource, Recording
from apps.courses.models.publishing import Publication
from apps.courses.models.taxonomy import Tag
from apps.courses.models.versions import CourseVersion, ExerciseVersion, LessonVersion
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.importers.tree import Reading
from apps.courses.services.imports import run
from apps.courses.services.imports.lock import alone
from apps.courses.services.imports.report import Report
from apps.courses.services.imports.run import Options, import_course, preview_import
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.ordering import reorder_course
from gopro.audit import trail
from gopro.testing.facts import Told
from tests.apps.courses.factories import make_course
from tests.apps.courses.importers.trees import Files, read, uuid

pytestmark = pytest.mark.usefixtures("db")

EXERCISE = "lessons/01-one/exercises/double"
TABLES: list[Any] = [
    Course,
    Lesson,
    Exercise,
    CourseVersion,
    LessonVersion,
    ExerciseVersion,
    Publication,
    Tag,
    CatalogueEntry,
]
FILES: Files = {
    "course.yaml": f"key: {uuid(1)}\nslug: small\ntitle: Small\nsummary: S.\ndescription: All.\nlanguage: go\n"
    "difficulty: beginner\ntags: [go]\nlicense: MIT\nattribution: Us\n",
    "lessons/01-one/lesson.md": f"---\nkey: {uuid(2)}\ntitle: One\nsummary: S.\ndifficulty: beginner\n"
    "duration_minutes: 5\nconcepts: [numbers]\n---\nFirst.\n",
    "lessons/02-two/lesson.md": f"---\nkey: {uuid(3)}\ntitle: Two\nsummary: S.\ndifficulty: beginner\n"
    "duration_minutes: 5\nconcepts: []\n---\nSecond.\n",
    "lessons/02-two/quiz.yaml": f"key: {uuid(4)}\nslug: two-quiz\ntitle: Check\ninstructions: Choose.\nquestions:\n"
    "  - key: q\n    kind: single\n    prompt: Which?\n    choices: [yes, no]\n    answer: 1\n    explanation: So.\n",
    f"{EXERCISE}/exercise.yaml": f"key: {uuid(5)}\ntitle: Double\nlanguage: go\ndifficulty: beginner\nblurb: Twice.\n"
    "prerequisites: []\n",
    f"{EXERCISE}/instructions.md": "Double it.\n",
    f"{EXERCISE}/hints.md": "## General\n\n- Add.\n",
    f"{EXERCISE}/readonly/go.mod": "module double\n",
    f"{EXERCISE}/stub/double.go": "package double\n",
    f"{EXERCISE}/solution/double.go": "package double\n\nfunc Double(n int) int { return 2 * n }\n",
    f"{EXERCISE}/tests/double_test.go": "package double\n\nfunc TestDouble(t *testing.T) {}\n",
}


@pytest.fixture
def folder(tmp_path: Path) -> "Folder":
    return Folder(tmp_path)


class Folder:
    """A course on disk that changes between imports."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.times = 0

    def reading(self, *, changed: Mapping[str, str] | None = None, without: tuple[str, ...] = ()) -> Reading:
        self.times += 1
        files = {
            name: text for name, text in (FILES | dict(changed or {})).items() if not name.startswith(without or ("-",))
        }
        return read("markdown", files=files, root=self.root / str(self.times))


@pytest.fixture(autouse=True)
def passing(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Reference solutions pass without being run here: what the sandbox does with them is `test_recordings`."""
    observed: list[str] = []

    def observe(*, key: str, content: Any) -> Recording:
        observed.append(content.title)
        passes = "BROKEN" not in "".join(content.solution_files.values())
        expected = {"TestDouble": "PASS"} if passes else {}
        return Recording(
            key=key, language="go", passed=passes, expected=expected, message="" if passes else "It fails."
        )

    monkeypatch.setattr("apps.courses.services.recordings.observe", observe)
    monkeypatch.setattr(run, "require_sandbox", lambda **_: None)
    return observed


def carry_out(reading: Reading, **options: Any) -> Report:
    return import_course(reading=reading, options=Options(**options), progress=lambda *_: None)


def state() -> list[list[dict[str, Any]]]:
    return [list(table.objects.order_by("pk").values()) for table in TABLES]


def test_a_folder_becomes_a_published_course(folder: Folder, told: Told) -> None:
    report = carry_out(folder.reading())
    assert report.counts == {"created": 5}
    course = Course.objects.get()
    assert (course.slug, course.status, str(course.source)) == ("small", "published", f"markdown:{uuid(1)}")
    assert [lesson.title for lesson in told.of(CoursePublished)[0].lessons] == ["One", "Two"]
    quiz = Exercise.objects.get(slug="two-quiz").published_version
    assert quiz is not None
    assert quiz.questions[0]["answers"] == ["1"]
    assert Lesson.objects.get(slug="one").draft_version.concepts == ["numbers"]
    assert list(Tag.objects.order_by("kind").values_list("kind", "slug")) == [("concept", "numbers"), ("tag", "go")]
    assert {line.action for line in report.lines} == {"created"}
    assert ImportRun.objects.get().counts == {"created": 5}
    kept = trail.entries("courses").order_by("number").values_list("action", "object_id", "changes")
    revision = ImportRun.objects.get().revision
    terms = {"policy": "pin", "choices": "keep", "impact": "Not asked for"}
    assert list(kept) == [
        ("courses.course.publish", str(course.pk), {"version": "1", **terms}),
        ("courses.course.import", str(course.pk), {"created": "5", "revision": revision}),
    ]


def test_the_same_again_changes_nothing(folder: Folder, told: Told, passing: list[str]) -> None:
    carry_out(folder.reading())
    before, facts = state(), len(told)
    report = carry_out(folder.reading())
    assert report.counts == {"unchanged": 5}
    assert (state(), len(told)) == (before, facts)
    assert passing == ["Double"]  # run once


def test_only_what_changed_gets_a_version(folder: Folder, told: Told) -> None:
    carry_out(folder.reading())
    before = len(told)
    changed = {"lessons/02-two/lesson.md": FILES["lessons/02-two/lesson.md"].replace("Second.", "Again.")}
    report = carry_out(folder.reading(changed=changed))
    assert report.counts == {"unchanged": 4, "updated": 1}
    facts = list(told)[before:]
    assert [type(fact) for fact in facts] == [LessonUpdated, CoursePublished]
    assert [version.n for version in LessonVersion.objects.order_by("lesson__position", "n")] == [1, 1, 2]
    assert Lesson.objects.values_list("published_version__n", flat=True).get(slug="two") == 2
    assert {line.path: line.action for line in report.lines}["lessons/02-two/lesson.md"] == "updated"


def test_what_vanished_is_retired_and_kept(folder: Folder, told: Told) -> None:
    carry_out(folder.reading())
    report = carry_out(folder.reading(without=("lessons/02-two",)))
    assert report.counts == {"unchanged": 3, "retired": 2}
    gone = Lesson.objects.get(slug="two")
    assert (gone.status, gone.published_version_id) == ("retired", gone.draft_version_id)
    assert told.of(LessonDeleted) == [LessonDeleted(lesson_id=gone.id, course_id=gone.course_id)]
    again = carry_out(folder.reading(without=("lessons/02-two",)))
    assert again.counts == {"unchanged": 3}
    back = carry_out(folder.reading())
    assert back.counts == {"unchanged": 3, "updated": 2}
    assert Lesson.objects.get(slug="two").status == "published"


def test_what_was_edited_here_is_kept_unless_theirs_is_wanted(folder: Folder) -> None:
    carry_out(folder.reading())
    lesson = Lesson.objects.get(slug="one")
    edit_lesson(lesson_id=lesson.id, changes={"title": "Mine"}, editor_id=None)
    kept = carry_out(folder.reading())
    lesson.refresh_from_db()
    assert (kept.counts, lesson.draft_version.title, lesson.locally_modified) == (
        {"conflict": 1, "unchanged": 4},
        "Mine",
        True,
    )
    taken = carry_out(folder.reading(), theirs=True)
    lesson.refresh_from_db()
    assert (taken.counts, lesson.draft_version.title, lesson.locally_modified) == (
        {"updated": 1, "unchanged": 4},
        "One",
        False,
    )


def test_an_order_made_here_is_kept(folder: Folder) -> None:
    carry_out(folder.reading())
    course = Course.objects.get()
    one, two = Lesson.objects.order_by("position")
    reorder_course(course_id=course.id, lesson_ids=[two.id, one.id], exercise_ids={})
    carry_out(folder.reading())
    assert list(Lesson.objects.order_by("position")) == [two, one]


def test_a_solution_that_fails_holds_its_exercise_back(folder: Folder, told: Told) -> None:
    broken = {f"{EXERCISE}/solution/double.go": "package double // BROKEN\n"}
    report = carry_out(folder.reading(changed=broken))
    exercise = Exercise.objects.get(slug="double")
    assert (exercise.readiness, exercise.status) == ("held", "draft")
    assert [line.reason for line in report.nodes if line.reason] == ["Held back: It fails."]
    assert len(told.of(CoursePublished)[0].lessons[0].exercises) == 0
    mended = carry_out(folder.reading())
    assert mended.counts == {"unchanged": 4, "updated": 1}
    assert Exercise.objects.get(slug="double").status == "published"
    assert [fact.version for fact in told.of(ExerciseUpdated)] == [2]


def test_without_recording_code_waits(folder: Folder, passing: list[str]) -> None:
    carry_out(folder.reading(), recording=False)
    assert (passing, Exercise.objects.get(slug="double").readiness) == ([], "held")
    assert carry_out(folder.reading()).counts == {"unchanged": 4, "updated": 1}


def test_as_draft_publishes_nothing(folder: Folder, told: Told) -> None:
    carry_out(folder.reading(), as_draft=True)
    assert (Course.objects.get().status, told.of(CoursePublished)) == ("draft", [])


def test_a_preview_writes_nothing(folder: Folder, told: Told, passing: list[str]) -> None:
    assert preview_import(reading=folder.reading(), options=Options()).counts == {"created": 5}
    assert ([len(rows) for rows in state()], len(told), passing) == ([0] * len(TABLES), 0, [])
    carry_out(folder.reading())
    assert preview_import(reading=folder.reading(), options=Options()).counts == {"unchanged": 5}


def test_a_taken_slug_refuses_everything(folder: Folder, told: Told) -> None:
    make_course(title="small")
    with pytest.raises(SlugTaken):
        carry_out(folder.reading())
    assert (ImportSource.objects.count(), Lesson.objects.count(), len(told)) == (0, 0, 1)
    assert Recording.objects.count() == 1  # so that the next try needn't run it again
    carry_out(folder.reading(), slug="smaller")
    assert Course.objects.filter(slug="smaller").exists()


def test_without_a_sandbox_nothing_is_imported(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: Any) -> None:
        raise RecordingUnavailable("Install bubblewrap.")

    monkeypatch.setattr(run, "require_sandbox", refuse)
    with pytest.raises(RecordingUnavailable, match="Install bubblewrap"):
        carry_out(folder.reading())
    assert Course.objects.count() == 0


def test_an_author_can_mend_an_imported_exercise(folder: Folder) -> None:
    carry_out(folder.reading())
    exercise = Exercise.objects.get(slug="double")
    edit_exercise(exercise_id=exercise.id, changes={"blurb": "Mine"}, editor_id=None)
    assert Exercise.objects.get(slug="double").locally_modified
    assert carry_out(folder.reading()).counts == {"conflict": 1, "unchanged": 4}


def test_one_import_of_a_source_at_a_time(committed: None, folder: Folder) -> None:
    reading, barrier = folder.reading(), Barrier(2)
    ended: list[str] = []

    def act() -> None:
        barrier.wait()
        try:
            carry_out(reading)
            ended.append("done")
        except ImportUnderWay:
            ended.append("refused")
        finally:
            connections.close_all()

    with alone(locator=reading.course.source.locator):
        blocked = Thread(target=act)
        blocked.start()
        barrier.wait()
        blocked.join()
    threads = [Thread(target=act) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ended[0] == "refused"
    assert "done" in ended[1:]
    assert [Course.objects.count(), Lesson.objects.count(), Publication.objects.count()] == [1, 2, 1]
