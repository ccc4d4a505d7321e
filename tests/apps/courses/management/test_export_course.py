"""The command: what it writes, what it refuses, and that a dry run does nothing."""

from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from apps.courses.models.content import Course, Lesson
from apps.courses.services.lessons import edit_lesson
from gopro.archives.reader import open_tree
from gopro.audit import trail
from gopro.audit.operators import operator
from tests.apps.courses.factories import make_course, make_published

pytestmark = pytest.mark.usefixtures("db")


def run(*words: Any) -> int:
    """The exit code."""
    try:
        call_command("export_course", *map(str, words))
    except SystemExit as ended:
        return int(str(ended.code))
    return 0


@pytest.fixture
def course() -> Course:
    return make_published(title="Small")


@pytest.mark.parametrize("name", ["out", "out.tar.gz", "out.zip"])
def test_a_course_is_written(course: Course, tmp_path: Path, name: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("small", "--format", "olx", tmp_path / name) == 0
    with open_tree(tmp_path / name) as tree:
        assert "course.xml" in tree.files
        assert sum("SOLUTION-SECRET" in tree.read_text(each) for each in tree.names() if each.startswith("gopro/")) == 1
    assert "Wrote publication 1" in capsys.readouterr().err
    last = trail.entries("courses").order_by("-number")[0]
    assert (last.action, last.actor_id) == ("courses.course.export", operator())


def test_the_same_again_is_the_same_bytes(course: Course, tmp_path: Path) -> None:
    for name in ("a.zip", "b.zip"):
        assert run(course.id, "--format", "olx", tmp_path / name) == 0
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_what_is_there_is_overwritten_by_force_alone(course: Course, tmp_path: Path) -> None:
    path = tmp_path / "out.zip"
    path.write_bytes(b"mine")
    assert (run("small", "--format", "olx", path), path.read_bytes()) == (1, b"mine")
    assert (run("small", "--format", "olx", path, "--force"), path.read_bytes()[:2]) == (0, b"PK")


def test_a_dry_run_does_nothing(course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = trail.entries("courses").count()
    assert run("small", "--format", "olx", tmp_path / "out", "--dry-run") == 0
    assert "Would write publication 1" in capsys.readouterr().err
    assert (list(tmp_path.iterdir()), trail.entries("courses").count()) == ([], before)


def test_an_edition_may_be_named(course: Course, tmp_path: Path) -> None:
    edit_lesson(lesson_id=Lesson.objects.get().id, changes={"title": "Edited since"}, editor_id=None)
    assert run("small", "--format", "olx", tmp_path / "draft", "--draft") == 0
    assert run("small", "--format", "olx", tmp_path / "first", "--version", "1") == 0
    assert run("small", "--format", "olx", tmp_path / "second", "--version", "2") == 1
    titles = [
        "Edited since" in str([f.read_bytes() for f in (tmp_path / name / "sequential").iterdir()])
        for name in ("draft", "first")
    ]
    assert titles == [True, False]


def test_refusals_say_why(course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    make_course(title="Never")
    assert run("never", "--format", "olx", tmp_path / "out") == 1
    assert run("nowhere", "--format", "olx", tmp_path / "out") == 1
    assert "Refused, and nothing was exported" in capsys.readouterr().err
    with pytest.raises(CommandError, match="invalid choice"):
        call_command("export_course", "small", "--format", "pdf", str(tmp_path / "out"))
    assert list(tmp_path.iterdir()) == []
