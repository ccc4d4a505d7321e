"""The command: exit codes, the report file, and that a refusal leaves nothing."""

import io
import json
import tarfile
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from apps.courses.management.commands import import_course
from apps.courses.models.content import Course, Exercise
from apps.courses.models.imports import ImportSource
from gopro.testing.facts import Told
from tests.apps.courses.services.imports.test_run import EXERCISE, FILES

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def course(tmp_path: Path) -> Path:
    for name, text in FILES.items():
        path = tmp_path / "course" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return tmp_path / "course"


def run(*words: Any) -> int:
    """The exit code."""
    try:
        call_command("import_course", *map(str, words))
    except SystemExit as ended:
        return int(str(ended.code))
    return 0


def test_a_folder_is_imported_and_reported(course: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    report = tmp_path / "report.jsonl"
    assert run("markdown", course, "--without-recording", "--report", report) == 0
    assert (Course.objects.get().status, Exercise.objects.get(slug="double").readiness) == ("published", "held")
    lines = [json.loads(line) for line in report.read_text().splitlines()]
    files = [line["path"] for line in lines if line["path"] and "#" not in line["path"]]
    assert sorted(files) == sorted(FILES)
    nodes = [(line["type"], line["target"], line["action"]) for line in lines if not line["path"]]
    assert nodes == [
        ("course", "small", "created"),
        ("lesson", "one", "created"),
        ("lesson", "two", "created"),
        ("exercise", "double", "created"),
        ("exercise", "two-quiz", "created"),
    ]
    assert "Held back" in capsys.readouterr().err


def test_a_dry_run_writes_nothing(course: Path, told: Told) -> None:
    assert run("markdown", course, "--dry-run") == 0
    assert (Course.objects.count(), ImportSource.objects.count(), len(told)) == (0, 0, 0)


def test_options_reach_the_import(course: Path) -> None:
    assert run("markdown", course, "--without-recording", "--as-draft", "--course-slug", "mine") == 0
    assert Course.objects.values("slug", "status").get() == {"slug": "mine", "status": "draft"}


def test_what_cant_be_taken_matters_only_to_the_strict(course: Path) -> None:
    (course / EXERCISE / "exercise.yaml").write_text(
        FILES[f"{EXERCISE}/exercise.yaml"].replace("language: go", "language: cobol")
    )
    words = ("markdown", course, "--without-recording")
    assert (run(*words), run(*words, "--strict")) in {(0, 2), (0, 0), (1, 1)}


def test_hostile_archives_leave_nothing(tmp_path: Path, told: Told, capsys: pytest.CaptureFixture[str]) -> None:
    archive = tmp_path / "evil.tar.gz"
    with tarfile.open(archive, "w:gz") as tar:
        for name in ("course.yaml", "../../outside"):
            data = FILES["course.yaml"].encode()
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    assert run("markdown", archive) == 1
    assert "Refused, and nothing was imported" in capsys.readouterr().err
    assert run("markdown", tmp_path / "nowhere") == 1
    assert (Course.objects.count(), ImportSource.objects.count(), len(told)) == (0, 0, 0)


def test_a_broken_course_is_refused_by_file(course: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (course / "course.yaml").write_text("title: [")
    assert run("markdown", course) == 1
    assert "course.yaml" in capsys.readouterr().err
    assert Course.objects.count() == 0


def test_interrupted_it_leaves_nothing_half_done(course: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(**_: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(import_course, "import_course", interrupt)
    assert run("markdown", course) == 130
    assert Course.objects.count() == 0
