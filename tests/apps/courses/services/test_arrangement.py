"""Whatever is done to sections and lessons, in whatever order: those of a section stand together."""

from contextlib import suppress
from itertools import groupby
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.courses.errors import OrderMismatch
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Lesson
from apps.courses.models.structure import Section
from apps.courses.selectors import editing
from apps.courses.services.arrangement import is_together
from apps.courses.services.bulk.changes import Change
from apps.courses.services.bulk.run import Chosen, change_many
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.ordering import SectionOrder, reorder_course, reorder_sections
from apps.courses.services.publishing import publish_course
from apps.courses.services.sections import delete_section
from gopro.database import atomic
from tests.apps.courses.factories import make_course, make_lesson, make_section

pytestmark = pytest.mark.usefixtures("db")
STEPS = (
    "section", "lesson", "loose", "move", "out", "away", "back", "dissolve", "shuffle", "group", "sections", "publish",
)  # fmt: skip
Step = st.tuples(st.sampled_from(STEPS), st.integers(0, 99), st.integers(0, 99))


class Undone(Exception):
    """Leaves nothing for the next example."""


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(Step, min_size=4, max_size=25))
def test_lessons_of_a_section_stand_together(steps: list[tuple[str, int, int]]) -> None:
    with suppress(Undone), atomic("courses"):
        course = make_course()
        for name, one, other in steps:
            act(course, name, one, other)
            assert_ordered(course)
        raise Undone


def act(course: Course, name: str, one: int, other: int) -> None:
    lessons = list(editing.lessons_of(course_id=course.id))
    sections = list(editing.sections_of(course_id=course.id))
    section = sections[other % len(sections)] if sections else None
    if name == "section":
        make_section(course=course)
    elif name in {"lesson", "loose"} or not lessons:
        make_lesson(course=course, section=section if name == "lesson" else None)
    elif name == "sections" and sections:
        order = rotated([one.id for one in sections], one)
        reorder_sections(course_id=course.id, section_ids=order)
        assert list(editing.sections_of(course_id=course.id).values_list("id", flat=True)) == order
    else:
        act_on_lesson(course, name, lessons=lessons, sections=sections, one=one, other=other)


def act_on_lesson(
    course: Course, name: str, *, lessons: list[Lesson], sections: list[Section], one: int, other: int
) -> None:
    lesson = lessons[one % len(lessons)]
    if name in {"move", "out"}:
        section_id = sections[other % len(sections)].id if sections and name == "move" else None
        chosen = Chosen(lesson_ids=(lesson.id,))
        change = Change(action="move", section_id=section_id)
        change_many(course_id=course.id, chosen=chosen, change=change, editor_id=None)
        assert Lesson.objects.get(id=lesson.id).section_id == section_id
    elif name == "away":
        delete_lesson(lesson_id=lesson.id)
    elif name == "back":
        for gone in Lesson.objects.filter(course=course, readiness=Readiness.RETIRED)[:1]:
            edit_lesson(lesson_id=gone.id, changes={}, readiness=Readiness.READY, editor_id=None)
    elif name == "dissolve" and sections:
        delete_section(section_id=sections[one % len(sections)].id)
    elif name == "shuffle":
        shuffle(course, lessons=lessons, by=one)
    elif name == "group":
        group(course, lessons=lessons, sections=sections, size=1 + one % 3)
    elif name == "publish":
        publish_course(course_id=course.id, publisher_id=None)


def shuffle(course: Course, *, lessons: list[Lesson], by: int) -> None:
    """Taken where sections stay whole, refused where they don't; then nothing has changed."""
    order = rotated([lesson.id for lesson in lessons], by)
    homes = {lesson.id: lesson.section_id for lesson in lessons}
    if is_together(homes[each] for each in order):
        reorder_course(course_id=course.id, lesson_ids=order, exercise_ids={})
        assert live(course) == order
        return
    with pytest.raises(OrderMismatch):
        reorder_course(course_id=course.id, lesson_ids=order, exercise_ids={})
    assert live(course) == [lesson.id for lesson in lessons]


def group(course: Course, *, lessons: list[Lesson], sections: list[Section], size: int) -> None:
    """The first lessons into the sections, some a section; the rest stand without one."""
    order = list(reversed([lesson.id for lesson in lessons]))
    orders = [
        SectionOrder(section_id=each.id, lesson_ids=tuple(order[place * size : (place + 1) * size]))
        for place, each in enumerate(sections)
    ]
    reorder_course(course_id=course.id, lesson_ids=order, exercise_ids={}, sections=orders)
    told = {lesson_id: each.section_id for each in orders for lesson_id in each.lesson_ids}
    rows = dict(editing.lessons_of(course_id=course.id).values_list("id", "section_id"))
    assert (list(rows), rows) == (order, {each: told.get(each) for each in order})


def rotated(ids: list[UUID], by: int) -> list[UUID]:
    place = by % len(ids)
    return ids[place:] + ids[:place]


def live(course: Course) -> list[UUID]:
    return list(editing.lessons_of(course_id=course.id).values_list("id", flat=True))


def assert_ordered(course: Course) -> None:
    """As drafts and as published: whole sections, in the order of their lessons; no two at one place."""
    rows = list(editing.lessons_of(course_id=course.id).values_list("position", "section_id"))
    assert len({position for position, _ in rows}) == len(rows)
    stretches = [home for home, _ in groupby(home for _, home in rows) if home]
    assert len(stretches) == len(set(stretches))
    order = list(editing.sections_of(course_id=course.id).values_list("id", flat=True))
    assert [each for each in order if each in stretches] == stretches
    listed = Lesson.objects.filter(course=course, published_position__isnull=False).order_by("published_position")
    shown = [home for home, _ in groupby(listed.values_list("published_section_id", flat=True)) if home]
    assert len(shown) == len(set(shown))
    told = Section.objects.filter(course=course, published_position__isnull=False).order_by("published_position")
    assert list(told.values_list("id", flat=True)) == shown
