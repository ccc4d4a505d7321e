"""Sections: versions like lessons', lessons that stand together, and one publication for all."""

from typing import Any
from uuid import UUID

import pytest

from apps.courses.contracts import (
    CoursePublished,
    CourseUpdated,
    LessonUpdated,
    SectionCreated,
    SectionDeleted,
    SectionUpdated,
)
from apps.courses.errors import ContentRefused, SectionNotFound, SlugTaken
from apps.courses.models.choices import Readiness, Status
from apps.courses.models.content import Course, Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors import editing
from apps.courses.selectors import sections as selectors
from apps.courses.services.content import SectionContent
from apps.courses.services.deletion.removal import remove
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.publishing import publish_course
from apps.courses.services.sections import create_section, delete_section, edit_section
from gopro.audit import trail
from gopro.database import atomic
from gopro.testing.facts import Told
from tests.apps.courses.factories import make_course, make_lesson, make_section

pytestmark = pytest.mark.usefixtures("db")


def titles(course: Course) -> list[tuple[str, str | None]]:
    rows = editing.lessons_of(course_id=course.id).select_related("section__draft_version")
    return [(row.draft_version.title, row.section.draft_version.title if row.section else None) for row in rows]


def publish(course: Course) -> Course:
    return publish_course(course_id=course.id, publisher_id=None)


def test_a_section_is_made_edited_and_taken_away(told: Told) -> None:
    course = make_course()
    section = make_section(course=course, title="Basics")
    edit_section(section_id=section.id, changes={"summary": "First."}, editor_id=None)
    edit_section(section_id=section.id, changes={"summary": "First."}, editor_id=None)
    edit_section(section_id=section.id, changes={}, readiness=Readiness.HELD, editor_id=None)
    for _ in range(2):
        delete_section(section_id=section.id)
    edit_section(section_id=section.id, changes={}, readiness=Readiness.READY, editor_id=None)
    ids = {"section_id": section.id, "course_id": course.id}
    assert list(told)[1:] == [
        SectionCreated(**ids, title="Basics"),
        SectionUpdated(**ids, version=2),
        SectionUpdated(**ids, version=2),
        SectionDeleted(**ids),
        SectionCreated(**ids, title="Basics"),
    ]
    assert [(row.n, row.title, row.summary) for row in section.versions.order_by("n")] == [
        (1, "Basics", ""),
        (2, "Basics", "First."),
    ]
    assert [(row.action, row.object_id) for row in trail.entries("courses")] == [
        ("courses.section.delete", str(section.id))
    ]


def test_what_is_refused(told: Told) -> None:
    course, other = make_course(), make_course()
    section, foreign = make_section(course=course, title="Basics"), make_section(course=other)
    before = len(told)
    with pytest.raises(ContentRefused) as refusal:
        create_section(course_id=course.id, content=SectionContent(title=" ", summary="x" * 501), editor_id=None)
    assert sorted(refusal.value.fields) == ["/summary", "/title"]
    with pytest.raises(SlugTaken):
        create_section(course_id=course.id, content=SectionContent(title="Basics"), editor_id=None, slug="basics")
    with pytest.raises(ContentRefused):
        edit_section(section_id=section.id, changes={}, readiness=Readiness.RETIRED, editor_id=None)
    for gone in (foreign, section):
        if gone is section:
            delete_section(section_id=section.id)
            before += 1
        with pytest.raises(SectionNotFound):
            make_lesson(course=course, section=gone)
    assert (len(told), Lesson.objects.count()) == (before, 0)


def test_lessons_are_made_at_the_end_of_their_section() -> None:
    course = make_course()
    one, two, three = (make_section(course=course, title=name) for name in ("One", "Two", "Three"))
    make_lesson(course=course, title="loose")
    make_lesson(course=course, title="c1", section=three)
    make_lesson(course=course, title="a1", section=one)
    make_lesson(course=course, title="c2", section=three)
    make_lesson(course=course, title="b1", section=two)
    make_lesson(course=course, title="a2", section=one)
    make_lesson(course=course, title="last")
    assert titles(course) == [
        ("loose", None),
        ("a1", "One"),
        ("a2", "One"),
        ("b1", "Two"),
        ("c1", "Three"),
        ("c2", "Three"),
        ("last", None),
    ]


def test_a_publication_points_at_sections_and_tells_them(told: Told) -> None:
    course = make_course()
    empty, section = make_section(course=course), make_section(course=course, title="Basics", summary="Begin.")
    loose, lesson = make_lesson(course=course), make_lesson(course=course, section=section)
    publish(course)
    [fact] = told.of(CoursePublished)
    version_id = Section.objects.get(id=section.id).published_version_id
    assert version_id == section.draft_version_id
    assert [
        (each.lesson_id, each.section_id, each.section_version_id, each.section_title) for each in fact.lessons
    ] == [
        (loose.id, None, None, ""),
        (lesson.id, section.id, version_id, "Basics"),
    ]
    rows = selectors.shown(list(selectors.sections(course_id=course.id)))
    assert [(row["id"], row["title"], row["summary"], row["lessons"], row["position"]) for row in rows] == [
        (section.id, "Basics", "Begin.", [lesson.id], 1)
    ]
    assert Section.objects.get(id=empty.id).published_version_id is None


def test_an_edit_is_seen_with_the_next_publication(told: Told) -> None:
    course = make_course()
    section = make_section(course=course, title="Basics")
    make_lesson(course=course, section=section)
    publish(course)
    edit_section(section_id=section.id, changes={"title": "Beginnings"}, editor_id=None)
    assert selectors.section(section_id=section.id)["title"] == "Basics"
    publish(course)
    publish(course)
    assert selectors.section(section_id=section.id)["title"] == "Beginnings"
    assert [fact.version for fact in told.of(CoursePublished)] == [1, 2]


def test_a_section_that_is_held_back_keeps_its_lessons_back(told: Told) -> None:
    course = make_course()
    section = make_section(course=course)
    lesson, loose = make_lesson(course=course, section=section), make_lesson(course=course)
    edit_section(section_id=section.id, changes={}, readiness=Readiness.HELD, editor_id=None)
    publish(course)
    assert [each.lesson_id for each in told.of(CoursePublished)[0].lessons] == [loose.id]
    with pytest.raises(SectionNotFound):
        selectors.section(section_id=section.id)
    edit_section(section_id=section.id, changes={}, readiness=Readiness.READY, editor_id=None)
    publish(course)
    assert [each.lesson_id for each in told.of(CoursePublished)[1].lessons] == [lesson.id, loose.id]


def test_lessons_stay_where_they_stand_when_their_section_goes(told: Told) -> None:
    course = make_course()
    section = make_section(course=course, title="Basics")
    lessons = [make_lesson(course=course, section=section), make_lesson(course=course, section=section)]
    last = make_lesson(course=course)
    publish(course)
    facts = len(told)
    delete_section(section_id=section.id)
    assert list(told)[facts:] == [
        SectionDeleted(section_id=section.id, course_id=course.id),
        *(LessonUpdated(lesson_id=one.id, course_id=course.id, version=1) for one in lessons),
    ]
    rows: Any = Lesson.objects.filter(course=course).order_by("position")
    rows = rows.values_list("id", "section", "published_section")
    assert list(rows) == [(lessons[0].id, None, section.id), (lessons[1].id, None, section.id), (last.id, None, None)]
    publish(course)
    assert Section.objects.get(id=section.id).status == Status.RETIRED
    assert list(selectors.sections(course_id=course.id)) == []
    assert selectors.section(section_id=section.id)["status"] == "retired"


def test_a_lesson_that_comes_back_stands_in_its_section() -> None:
    course = make_course()
    section = make_section(course=course, title="Basics")
    first = make_lesson(course=course, title="a", section=section)
    make_lesson(course=course, title="b", section=section)
    delete_lesson(lesson_id=first.id)
    make_lesson(course=course, title="c", section=section)
    make_lesson(course=course, title="d")
    edit_lesson(lesson_id=first.id, changes={}, readiness=Readiness.READY, editor_id=None)
    assert dict(titles(course)) == {"a": "Basics", "b": "Basics", "c": "Basics", "d": None}
    assert titles(course)[-1] == ("d", None)


def test_a_deleted_course_leaves_nothing() -> None:
    course = make_course()
    section = make_section(course=course)
    make_lesson(course=course, section=section)
    publish(course)
    with atomic("courses"):
        counts = remove(course_id=course.id)
    assert (counts["courses_section"], counts["courses_sectionversion"], Section.objects.count()) == (1, 1, 0)


def test_a_new_order_alone_is_told_once(told: Told) -> None:
    course = make_course()
    ids: list[UUID] = [make_section(course=course).id for _ in range(2)]
    assert list(editing.sections_of(course_id=course.id).values_list("id", flat=True)) == ids
    assert told.of(CourseUpdated) == []
