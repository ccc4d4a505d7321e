"""Sections of a source: made, kept, moved, dissolved, and left to staff where they have other ideas."""

from dataclasses import replace

import pytest

from apps.courses.contracts import CoursePublished, LessonUpdated, SectionUpdated
from apps.courses.models.content import Course, Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors import editing
from apps.courses.services.bulk.changes import Change
from apps.courses.services.bulk.run import Chosen, change_many
from apps.courses.services.importers.tree import (
    ImportedCourse,
    ImportedLesson,
    ImportedSection,
    ImportedSource,
    Reading,
)
from apps.courses.services.imports.report import Report
from apps.courses.services.imports.run import Options, import_course, preview_import
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.sections import delete_section, edit_section
from gopro.testing.facts import Told

pytestmark = pytest.mark.usefixtures("db")


def lesson(key: str, *, section: str = "") -> ImportedLesson:
    return ImportedLesson(
        external_key=key,
        slug=key,
        title=key.upper(),
        summary="",
        body="Text",
        status="published",
        difficulty="beginner",
        section=section,
    )


def section(key: str, *, title: str = "") -> ImportedSection:
    return ImportedSection(external_key=key, slug=key, title=title or f"Section {key}")


COURSE = ImportedCourse(
    source=ImportedSource(kind="olx", locator="olx:x"),
    external_key="course",
    slug="small",
    title="Small",
    summary="",
    description="",
    language="go",
    difficulty="beginner",
    status="published",
    lessons=(lesson("a"), lesson("b", section="one"), lesson("c", section="one"), lesson("d", section="two")),
    concepts=(),
    sections=(section("one"), section("two")),
)


def carry_out(course: ImportedCourse = COURSE, *, theirs: bool = False) -> Report:
    reading = Reading(course=course, lines=())
    return import_course(reading=reading, options=Options(theirs=theirs), progress=lambda *_: None)


def homes() -> list[tuple[str, str | None]]:
    rows = editing.lessons_of(course_id=Course.objects.get().id).values_list("external_key", "section__external_key")
    return list(rows)


def actions(report: Report, kind: str = "section") -> dict[str, str]:
    return {node.external_key: node.action for node in report.nodes if node.type == kind}


def test_sections_come_with_their_lessons(told: Told) -> None:
    assert preview_import(reading=Reading(course=COURSE, lines=()), options=Options()).counts == {"created": 7}
    assert carry_out().counts == {"created": 7}
    assert homes() == [("a", None), ("b", "one"), ("c", "one"), ("d", "two")]
    assert [each.section_title for each in told.of(CoursePublished)[0].lessons] == [
        "",
        "Section one",
        "Section one",
        "Section two",
    ]
    facts = len(told)
    assert (carry_out().counts, len(told)) == ({"unchanged": 7}, facts)


def test_a_new_title_and_a_new_home_are_all_that_changes(told: Told) -> None:
    carry_out()
    facts = len(told)
    moved = (lesson("a"), lesson("b", section="one"), lesson("c", section="two"), lesson("d", section="two"))
    report = carry_out(replace(COURSE, lessons=moved, sections=(section("one", title="Uno"), section("two"))))
    assert (actions(report), actions(report, "lesson")["c"]) == ({"one": "updated", "two": "unchanged"}, "updated")
    assert homes() == [("a", None), ("b", "one"), ("c", "two"), ("d", "two")]
    assert [type(fact) for fact in list(told)[facts:]] == [SectionUpdated, LessonUpdated, CoursePublished]


def test_a_section_that_is_gone_leaves_its_lessons() -> None:
    carry_out()
    left = (lesson("a"), lesson("b", section="one"), lesson("c", section="one"), lesson("d"))
    report = carry_out(replace(COURSE, lessons=left, sections=(section("one"),)))
    assert actions(report) == {"one": "unchanged", "two": "retired"}
    assert homes() == [("a", None), ("b", "one"), ("c", "one"), ("d", None)]
    assert actions(carry_out())["two"] == "updated"
    assert homes()[-1] == ("d", "two")


def test_what_staff_did_is_kept_unless_the_source_is_to_win() -> None:
    carry_out()
    one = Section.objects.get(external_key="one")
    edit_section(section_id=one.id, changes={"title": "Ours"}, editor_id=None)
    assert actions(carry_out()) == {"one": "conflict", "two": "unchanged"}
    assert Section.objects.get(external_key="one").draft_version.title == "Ours"
    assert actions(carry_out(theirs=True)) == {"one": "updated", "two": "unchanged"}
    assert Section.objects.get(external_key="one").draft_version.title == "Section one"


def test_lessons_that_staff_moved_stay_there() -> None:
    carry_out()
    course, moved = Course.objects.get(), Lesson.objects.get(external_key="d")
    chosen = Chosen(lesson_ids=(moved.id,))
    change_many(course_id=course.id, chosen=chosen, change=Change(action="move"), editor_id=None)
    assert carry_out().counts == {"unchanged": 7}
    assert homes()[-1] == ("d", None)
    carry_out(theirs=True)
    assert homes()[-1] == ("d", "two")


def test_a_section_that_staff_took_away_stays_away() -> None:
    carry_out()
    delete_section(section_id=Section.objects.get(external_key="two").id)
    report = carry_out()
    assert (actions(report)["two"], actions(report, "lesson")["d"]) == ("conflict", "unchanged")
    assert homes()[-1] == ("d", None)
    assert actions(carry_out(theirs=True))["two"] == "updated"
    assert homes()[-1] == ("d", "two")


def test_what_is_to_be_done_before_is_no_matter_of_the_source() -> None:
    carry_out()
    first, second = (Lesson.objects.get(external_key=key) for key in "ab")
    edit_lesson(lesson_id=second.id, changes={"requires": (first.id,)}, editor_id=None)
    assert carry_out(theirs=True).counts == {"unchanged": 7}
    assert Lesson.objects.get(external_key="b").draft_version.requires == [first.id]


def test_lessons_of_a_reader_that_scatters_them_are_brought_together() -> None:
    scattered = (lesson("b", section="one"), lesson("d", section="two"), lesson("c", section="one"), lesson("a"))
    carry_out(replace(COURSE, lessons=scattered))
    assert homes() == [("b", "one"), ("c", "one"), ("d", "two"), ("a", None)]
    again = carry_out(replace(COURSE, lessons=scattered))
    assert (again.counts, homes()[1]) == ({"unchanged": 7}, ("c", "one"))
