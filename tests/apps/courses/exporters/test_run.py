"""Courses of the database out and in again: the same bytes, what can't go is told, and the trail knows who took it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction

from apps.courses.errors import CourseNotFound, NeverPublished, VersionNotFound
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import Recording
from apps.courses.models.media import Media
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.exporters.files import ExportedFile
from apps.courses.services.exporters.registry import EXPORTERS, exporter_for
from apps.courses.services.exporters.run import DRAFT, Exported, export_course, preview_export
from apps.courses.services.importers.registry import READERS
from apps.courses.services.importers.tree import Reading
from apps.courses.services.imports import run
from apps.courses.services.imports.report import Report
from apps.courses.services.imports.run import Options, import_course
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.publishing import publish_course
from gopro.archives.reader import open_tree
from gopro.archives.writer import write_tree
from gopro.audit import trail
from gopro.database import alias_of
from gopro.errors import Invalid
from gopro.identifiers import uuid7
from gopro.testing.facts import Told
from tests.apps.courses.factories import (
    make_bank,
    make_code,
    make_course,
    make_drawing,
    make_lesson,
    make_quiz,
    make_section,
    make_text,
)
from tests.apps.courses.media import make_media, png

pytestmark = pytest.mark.usefixtures("db")

ORDERING = {
    "key": "order",
    "kind": "ordering",
    "prompt": "Sort.",
    "choices": ["b", "a", "c"],
    "answers": ["1", "0", "2"],
    "tolerance": "0",
    "explanation": "",
}
MATCHING = ORDERING | {"key": "match", "kind": "matching", "matches": ["x", "y", "z"], "answers": ["2", "0", "1"]}


@pytest.fixture(autouse=True)
def passing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reference solutions pass without being run here."""

    def observe(*, key: str, content: Any) -> Recording:
        return Recording(key=key, language="go", passed=True, expected={"TestX": "PASS"})

    monkeypatch.setattr("apps.courses.services.recordings.observe", observe)
    monkeypatch.setattr(run, "require_sandbox", lambda **_: None)


def make_everything() -> Course:
    """A published course with every kind of thing in it."""
    course = make_course(title="Everything", summary="S.", description="All **of** it.", tags=("go", "web"))
    loose = make_lesson(course=course, title="Loose", concepts=("loops",))
    section = make_section(course=course, title="First part", summary="Begin.")
    picture = make_media(course=course)
    lesson = make_lesson(
        course=course,
        section=section,
        title="Full",
        body=f"See ![it](media:{picture.pk}).\n",
        resources=({"url": "https://e.org/", "title": "E"},),
        duration_minutes=7,
        concepts=("loops",),
    )
    make_code(lesson=lesson, tasks=({"number": 1, "title": "One"},), prerequisites=("loops",))
    make_quiz(lesson=lesson)
    make_quiz(lesson=lesson, title="More", questions=(ORDERING, MATCHING))
    make_text(lesson=loose)
    make_section(course=course, title="Empty part")
    return publish_course(course_id=course.id, publisher_id=course.author_id)


@contextmanager
def forgotten() -> Iterator[None]:
    """Whatever is made within is gone afterwards: the catalogue is empty again."""
    with transaction.atomic(using=alias_of("courses")):
        yield
        transaction.set_rollback(True, using=alias_of("courses"))


def read(files: tuple[ExportedFile, ...], *, path: Path) -> Reading:
    write_tree(path, files=[(file.path, file.content) for file in files], replacing=True)
    with open_tree(path) as tree:
        return READERS["olx"](tree)


def carry_out(reading: Reading) -> Report:
    return import_course(reading=reading, options=Options(), progress=lambda *_: None)


@pytest.mark.parametrize("edition", [DRAFT, ""])
def test_a_course_moves_house_without_a_change(tmp_path: Path, edition: str, told: Told) -> None:
    with forgotten():
        first = export_course(course_id=make_everything().id, format="olx", edition=edition)
    assert (Course.objects.count(), Media.objects.count(), first.lines) == (0, 0, ())
    report = carry_out(read(first.files, path=tmp_path / "a.tar.gz"))
    assert {line.action for line in report.nodes} == {"created"}
    assert report.unsupported == ()
    course = Course.objects.get()
    assert (course.slug, course.status, str(course.source)) == (
        "everything",
        "published",
        "olx:gopro+everything+course",
    )
    second = export_course(course_id=course.id, format="olx", edition=edition)
    assert {file.path: file.content for file in second.files} == {file.path: file.content for file in first.files}
    facts = len(told)
    again = carry_out(read(second.files, path=tmp_path / "b.zip"))
    assert (set(again.counts), len(told)) == ({"unchanged"}, facts)


def test_what_is_held_back_goes_with_the_draft_alone() -> None:
    course = make_everything()
    lesson = Lesson.objects.get(slug="loose")
    edit_lesson(lesson_id=lesson.id, changes={"title": "Edited since"}, editor_id=None)
    Exercise.objects.filter(slug="more").update(readiness="held")
    published, draft = (export_course(course_id=course.id, format="olx", edition=each) for each in ("1", DRAFT))
    assert (published.edition, draft.edition) == ("1", DRAFT)
    texts = [str([file.content for file in exported.files]) for exported in (published, draft)]
    assert ["Edited since" in text for text in texts] == [False, True]
    held = f"gopro/exercises/problem/{Exercise.objects.get(slug='more').pk}.json"
    (kept,) = [file.content for file in draft.files if file.path == held]
    assert b'"status": "draft"' in kept
    problem = [
        file.content for file in draft.files if file.path == held.replace("gopro/exercises/", "").replace("json", "xml")
    ]
    assert [b'visible_to_staff_only="true"' in content for content in problem] == [True]


def test_what_the_format_has_no_place_for_is_told() -> None:
    course = make_everything()
    full, loose = Lesson.objects.get(slug="full"), Lesson.objects.get(slug="loose")
    edit_lesson(lesson_id=full.id, changes={"requires": (loose.id,)}, editor_id=None)
    bank, drawn = make_drawing(lesson=full, count=1, title="Drawn")
    both = ({"bank": "", "version": 0, "count": 1}, {"bank": str(bank.id), "version": 0, "count": 1})
    edit_exercise(exercise_id=Exercise.objects.get(slug="more").id, changes={"draws": both}, editor_id=None)
    exported = preview_export(course_id=course.id, format="olx", edition=DRAFT)
    assert sorted((line.path, line.action, line.reason) for line in exported.lines) == [
        ("exercise:more", "unsupported", "It draws from several banks; here it asks all of their questions."),
        ("lesson:full", "unsupported", "Left out: requires."),
    ]
    kept = {file.path: file.content for file in exported.files}
    drawing = kept[f"gopro/exercises/problem/{drawn.pk}.json"]
    assert b'"draws": 1' in drawing
    assert f'"external_key": "{bank.slug}.'.encode() in drawing


def test_a_file_that_the_store_lost_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    course = make_course()
    media = make_media(course=course, content=png())
    make_lesson(course=course, body=f"![x](media:{media.pk})")
    other = make_media(course=make_course())
    make_lesson(course=course, body=f"`media:{other.pk}` is another course's.")

    def lost(**_: Any) -> None:
        raise FileNotFoundError

    monkeypatch.setattr("apps.courses.services.media.downloads.store", lambda: type("Store", (), {"open": lost}))
    exported = preview_export(course_id=course.id, format="olx", edition=DRAFT)
    assert [(line.path, line.action) for line in exported.lines] == [(f"asset:{media.name}", "error")]
    assert [file.path for file in exported.files if file.path.startswith("static/")] == []


def test_an_export_is_in_the_trail_and_a_preview_is_not() -> None:
    course = make_everything()
    before = trail.entries("courses").count()
    preview_export(course_id=course.id, format="olx")
    assert trail.entries("courses").count() == before
    export_course(course_id=course.id, format="olx")
    last = trail.entries("courses").order_by("-number")[0]
    assert (last.action, last.object_id, last.changes) == (
        "courses.course.export",
        str(course.id),
        {"format": "olx", "edition": "1"},
    )


def test_refusals() -> None:
    course = make_course()
    with pytest.raises(NeverPublished):
        export_course(course_id=course.id, format="olx")
    for edition in ("1", "0", "x", "-1", "1" * 12, "²"):
        with pytest.raises(VersionNotFound):
            export_course(course_id=course.id, format="olx", edition=edition)
    with pytest.raises(Invalid, match="'pdf' is no format that can be written"):
        export_course(course_id=course.id, format="pdf", edition=DRAFT)
    with pytest.raises(CourseNotFound):
        export_course(course_id=uuid7(), format="olx", edition=DRAFT)


def test_every_exporter_is_the_inverse_of_a_reader() -> None:
    assert EXPORTERS.keys() <= READERS.keys()
    assert exporter_for("olx") is EXPORTERS["olx"]


def test_names_of_a_bank_stay_apart(tmp_path: Path) -> None:
    course = make_course()
    lesson = make_lesson(course=course)
    bank = make_bank(course=course)
    make_drawing(lesson=lesson, count=1, bank=bank)
    exported: Exported = export_course(course_id=course.id, format="olx", edition=DRAFT)
    (drawn,) = read(exported.files, path=tmp_path / "c.zip").course.lessons[0].exercises
    assert {question.external_key.partition(".")[0] for question in drawn.questions} == {bank.slug}
    assert replace(drawn, draws=0) != drawn
