"""OLX out and in again: nothing changes on the way, whatever a course holds; and what was edited there counts."""

import tempfile
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import pytest
from hypothesis import HealthCheck, given, settings

from apps.courses.services.exporters.files import ExportedFile
from apps.courses.services.exporters.olx import course as exporter
from apps.courses.services.importers.olx import course as importer
from apps.courses.services.importers.olx.xml import parse
from apps.courses.services.importers.tree import ImportedCourse, ImportedExercise, ImportedQuestion, Reading
from gopro.archives.reader import open_tree
from gopro.archives.writer import write_tree
from gopro.errors import Invalid
from tests.apps.courses.exporters.random_courses import courses
from tests.apps.courses.importers.olx.courses import INLINED, SPREAD, expected_paths, reading, told_paths
from tests.apps.courses.importers.test_tree import COURSE, EXERCISE, LESSON

CODE = replace(
    EXERCISE,
    solution_files={"a.go": "SOLUTION-SECRET"},
    test_files={"a_test.go": "TEST-SECRET"},
    grading_mode="tests",
    language="go",
)
QUIZ = ImportedExercise(
    external_key="problem/quiz",
    slug="quiz",
    title="Quiz & more",
    kind="quiz",
    instructions="Read *this*.",
    difficulty="beginner",
    status="published",
    questions=(
        ImportedQuestion(external_key="a", kind="single", prompt="Which?", choices=("x < y", "`z`"), answers=("`z`",)),
        ImportedQuestion(
            external_key="b",
            kind="matching",
            prompt="Match.",
            choices=("1", "2"),
            matches=("one", "two"),
            answers=("0", "1"),
        ),
        ImportedQuestion(external_key="c", kind="ordering", prompt="Sort.", choices=("b", "a"), answers=("1", "0")),
        ImportedQuestion(
            external_key="d",
            kind="numeric",
            prompt="Pi?",
            answers=("3.14",),
            relative_tolerance="0.05",
            explanation="So.",
        ),
        ImportedQuestion(external_key="e", kind="text", prompt="Word?", answers=("Go",), pattern="go+"),
    ),
)
SMALL = replace(
    COURSE,
    source=replace(COURSE.source, kind="olx", locator="olx:gopro+c+course", revision="", archive_sha256=""),
    lessons=(replace(LESSON, body="Some *text*.\n", exercises=(CODE, QUIZ)),),
)


def files_of(course: ImportedCourse) -> dict[str, bytes]:
    return {file.path: file.content for file in exporter.write(course)}


def packed(files: Iterable[ExportedFile], *, path: Path) -> bytes:
    write_tree(path, files=[(file.path, file.content) for file in files], replacing=True)
    return path.read_bytes()


def read_archive(path: Path) -> Reading:
    with open_tree(path) as tree:
        return importer.read(tree)


def without_archive(course: ImportedCourse) -> ImportedCourse:
    return replace(course, source=replace(course.source, archive_sha256=""))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(course=courses())
def test_what_goes_out_comes_in_again(course: ImportedCourse) -> None:
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "course.tar.gz"
        first = packed(exporter.write(course), path=archive)
        read = read_archive(archive)
        assert without_archive(read.course) == course
        assert packed(exporter.write(read.course), path=archive) == first
        assert [line for line in read.lines if line.action in {"error", "unsupported"}] == []


@pytest.mark.parametrize("files", [SPREAD, INLINED])
def test_what_others_exported_is_the_same_after_our_export(tmp_path: Path, files: dict[str, str]) -> None:
    course = reading(tmp_path / "theirs", files=files).course
    first = packed(exporter.write(course), path=tmp_path / "ours.zip")
    again = read_archive(tmp_path / "ours.zip").course
    assert without_archive(again) == without_archive(course)
    assert packed(exporter.write(again), path=tmp_path / "again.zip") == first


def test_a_course_of_another_kind_gets_a_name_of_ours(tmp_path: Path) -> None:
    foreign = replace(SMALL, source=replace(SMALL.source, kind="exercism", locator="exercism:go"))
    packed(exporter.write(foreign), path=tmp_path / "c.tar.gz")
    assert without_archive(read_archive(tmp_path / "c.tar.gz").course) == SMALL


def test_the_layout_is_studios(tmp_path: Path) -> None:
    files = files_of(SMALL)
    assert sorted(files) == [
        "about/overview.html",
        "about/short_description.html",
        "chapter/loose-1.xml",
        "course.xml",
        "course/course.xml",
        "gopro/course.json",
        "gopro/exercises/html/e.json",
        "gopro/exercises/problem/quiz.json",
        "gopro/lessons/l.json",
        "html/e.html",
        "html/e.xml",
        "html/l-text.html",
        "html/l-text.xml",
        "policies/assets.json",
        "policies/course/grading_policy.json",
        "policies/course/policy.json",
        "problem/quiz.xml",
        "sequential/l.xml",
        "vertical/l-unit.xml",
    ]
    assert files["course.xml"] == b'<course url_name="course" org="gopro" course="c" />\n'
    read = reading(tmp_path, files=files)
    assert told_paths(read) == expected_paths({name: content.decode() for name, content in files.items()})


def test_solutions_and_tests_stay_out_of_what_a_platform_shows() -> None:
    shown = {name: content for name, content in files_of(SMALL).items() if not name.startswith("gopro/")}
    assert [name for name, content in shown.items() if b"SECRET" in content] == []


def problem(course: ImportedCourse) -> Element:
    return parse(files_of(course)["problem/quiz.xml"].decode(), path="problem/quiz.xml")


def test_each_question_has_its_response() -> None:
    root = problem(SMALL)
    assert root.attrib == {"display_name": "Quiz & more"}
    assert [child.tag for child in root] == [
        "div",
        "multiplechoiceresponse",
        *["optionresponse"] * 4,
        "numericalresponse",
        "stringresponse",
    ]
    choices = [(choice.get("correct"), "".join(choice.itertext()).strip()) for choice in root.iter("choice")]
    assert choices == [("false", "x < y"), ("true", "z")]
    options = [option.text for option in root.iter("option") if option.get("correct") == "True"]
    assert options == ["one", "two", "2", "1"]
    (number,) = root.iter("numericalresponse")
    assert (number.get("answer"), [each.get("default") for each in number.iter("responseparam")]) == ("3.14", ["5%"])
    (text,) = root.iter("stringresponse")
    assert (text.get("answer"), text.get("type")) == ("go+", "ci regexp")
    assert [each.get("answer") for each in text.iter("additional_answer")] == ["Go"]


def test_without_our_folder_the_rest_is_a_course_still(tmp_path: Path) -> None:
    """As Open edX hands it back, which knows nothing of that folder."""
    files = {name: content for name, content in files_of(SMALL).items() if not name.startswith("gopro/")}
    read = reading(tmp_path, files=files)
    (lesson,) = read.course.lessons
    assert (lesson.external_key, lesson.title, lesson.section) == ("sequential/l", "L", "chapter/loose-1")
    assert lesson.body.startswith("## L\n\nSome *text*.\n\nDo.\n\n*This exercise is done in GO-PRO")
    (quiz,) = lesson.exercises
    assert quiz.external_key == "problem/quiz"
    assert [question.kind for question in quiz.questions] == ["single"] * 5 + ["numeric", "text"]


def test_what_was_edited_there_counts(tmp_path: Path) -> None:
    files = files_of(SMALL) | {"html/l-text.html": b"<p>Edited <b>there</b>.</p>"}
    files["sequential/l.xml"] = files["sequential/l.xml"].replace(b'display_name="L"', b'display_name="Renamed"')
    files["problem/quiz.xml"] = files["problem/quiz.xml"].replace(b'answer="3.14"', b'answer="3.1416"')
    (lesson,) = reading(tmp_path, files=files).course.lessons
    assert (lesson.external_key, lesson.slug, lesson.title, lesson.body) == (
        "l",
        "l",
        "Renamed",
        "Edited **there**.\n",
    )
    code, quiz = lesson.exercises
    assert code == CODE
    assert (quiz.external_key, quiz.slug) == ("problem/quiz", "quiz")
    assert [question.answers for question in quiz.questions if question.kind == "numeric"] == [("3.1416",)]


def test_what_was_moved_or_hidden_there_counts(tmp_path: Path) -> None:
    files = files_of(SMALL)
    files["vertical/l-unit.xml"] = b'<vertical><problem url_name="quiz"/><html url_name="l-text"/></vertical>'
    files["sequential/l.xml"] = files["sequential/l.xml"].replace(
        b"<sequential ", b'<sequential visible_to_staff_only="true" '
    )
    read = reading(tmp_path, files=files)
    (lesson,) = read.course.lessons
    assert (lesson.status, lesson.body, lesson.exercises) == ("draft", "Some *text*.\n", (QUIZ,))


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("gopro/course.json", b"{}"),
        ("gopro/course.json", b"["),
        ("gopro/lessons/l.json", b'{"unit": 1}'),
        ("gopro/exercises/problem/quiz.json", b'{"files": {}, "exercise": {"kind": "virus"}}'),
    ],
)
def test_our_folder_is_trusted_no_more_than_the_rest(tmp_path: Path, path: str, content: bytes) -> None:
    with pytest.raises(Invalid, match=path):
        reading(tmp_path, files=files_of(SMALL) | {path: content})
