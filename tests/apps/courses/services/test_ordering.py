"""One call orders sections, lessons and exercises, or refuses all of it."""

import pytest

from apps.courses.contracts import CourseUpdated, ExerciseUpdated, LessonUpdated
from apps.courses.errors import EditConflict, OrderMismatch
from apps.courses.models.content import Course
from apps.courses.selectors.ordering import order_of
from apps.courses.services.ordering import SectionOrder, reorder_course
from gopro.identifiers import uuid7
from gopro.preconditions import Precondition
from gopro.testing.facts import Told
from tests.apps.courses.factories import make_course, make_lesson, make_quiz, make_section

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def course() -> Course:
    return make_course()


def test_sections_lessons_and_exercises_in_one_call(course: Course, told: Told) -> None:
    one, two = make_section(course=course), make_section(course=course)
    a, b, c = (make_lesson(course=course) for _ in range(3))
    first, second = make_quiz(lesson=a), make_quiz(lesson=a)
    facts = len(told)
    orders = [SectionOrder(section_id=two.id, lesson_ids=(c.id, a.id)), SectionOrder(section_id=one.id)]
    for _ in range(2):
        reorder_course(
            course_id=course.id,
            lesson_ids=[c.id, a.id, b.id],
            exercise_ids={a.id: [second.id], b.id: [first.id]},
            sections=orders,
        )
    order = order_of(course_id=course.id)
    assert order.sections == (two.id, one.id)
    assert order.homes == {c.id: two.id, a.id: two.id, b.id: None}
    assert order.places == {second.id: a.id, first.id: b.id}
    assert list(told)[facts:] == [
        CourseUpdated(course_id=course.id, version=1),
        *(LessonUpdated(lesson_id=one.id, course_id=course.id, version=1) for one in (c, a)),
        ExerciseUpdated(exercise_id=first.id, lesson_id=b.id, course_id=course.id, version=1),
    ]


def test_what_is_refused_changes_nothing(course: Course, told: Told) -> None:
    one, two = make_section(course=course), make_section(course=course)
    a, b, c = (make_lesson(course=course) for _ in range(3))
    before, facts = order_of(course_id=course.id), len(told)
    both = (SectionOrder(section_id=one.id), SectionOrder(section_id=two.id))
    cases = [
        ([a.id, b.id], None, "/lessons"),
        ([a.id, b.id, c.id], both[:1], "/sections"),
        ([a.id, b.id, c.id], (*both, SectionOrder(section_id=uuid7())), "/sections"),
        ([a.id, b.id, c.id], (SectionOrder(section_id=one.id, lesson_ids=(uuid7(),)), both[1]), "/sections"),
        ([a.id, b.id, c.id], (SectionOrder(section_id=one.id, lesson_ids=(b.id, a.id)), both[1]), "/sections"),
        ([a.id, b.id, c.id], (SectionOrder(section_id=one.id, lesson_ids=(a.id, c.id)), both[1]), "/lessons"),
        (
            [a.id, b.id, c.id],
            (SectionOrder(section_id=one.id, lesson_ids=(a.id,)), SectionOrder(section_id=two.id, lesson_ids=(a.id,))),
            "/sections",
        ),
    ]
    for lesson_ids, sections, pointer in cases:
        with pytest.raises(OrderMismatch) as refusal:
            reorder_course(course_id=course.id, lesson_ids=lesson_ids, exercise_ids={}, sections=sections)
        assert list(refusal.value.fields) == [pointer]
    with pytest.raises(EditConflict):
        reorder_course(course_id=course.id, lesson_ids=[], exercise_ids={}, if_match=Precondition.seen(7))
    assert (order_of(course_id=course.id), len(told)) == (before, facts)
