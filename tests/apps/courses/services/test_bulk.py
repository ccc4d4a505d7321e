"""One change to many: all of it or nothing."""

import pytest

from apps.courses.contracts import ExerciseDeleted, LessonUpdated
from apps.courses.errors import BulkRefused, EditConflict
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.versions import ExerciseVersion, LessonVersion
from apps.courses.selectors.ordering import order_of
from apps.courses.services.bulk.changes import Change
from apps.courses.services.bulk.run import MOST, Chosen, Outcome, change_many, rehearse_change
from gopro.audit import trail
from gopro.identifiers import uuid7
from gopro.preconditions import Precondition
from gopro.testing.facts import Told
from tests.apps.courses.factories import make_course, make_lesson, make_quiz, make_section

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def course() -> Course:
    return make_course()


def run(course: Course, chosen: Chosen, **change: object) -> tuple[Outcome, ...]:
    told = Change(**change)  # type: ignore[arg-type]  # as each test names them
    return change_many(course_id=course.id, chosen=chosen, change=told, editor_id=None)


def test_many_are_held_released_and_taken_away(course: Course, told: Told) -> None:
    lesson, other = make_lesson(course=course), make_lesson(course=course)
    quiz = make_quiz(lesson=lesson)
    chosen = Chosen(lesson_ids=(lesson.id, other.id), exercise_ids=(quiz.id,))
    held = run(course, chosen, action="hold")
    assert [(one.kind, one.id, one.changes) for one in held] == [
        ("lesson", lesson.id, {"readiness": ("ready", "held")}),
        ("lesson", other.id, {"readiness": ("ready", "held")}),
        ("exercise", quiz.id, {"readiness": ("ready", "held")}),
    ]
    run(course, Chosen(lesson_ids=(other.id,)), action="release")
    assert [one.changes for one in run(course, Chosen(lesson_ids=(other.id,)), action="release")] == [{}]
    run(course, Chosen(exercise_ids=(quiz.id,)), action="retire")
    assert list(Lesson.objects.order_by("position").values_list("readiness", flat=True)) == ["held", "ready"]
    assert Exercise.objects.get().readiness == "retired"
    assert len(told.of(ExerciseDeleted)) == 1
    bulk = [row for row in trail.entries("courses").order_by("number") if "bulk" in row.action]
    assert [(row.action, row.changes) for row in bulk] == [
        ("courses.bulk.hold", {"changed": "3"}),
        ("courses.bulk.release", {"changed": "1"}),
        ("courses.bulk.release", {"changed": "0"}),
        ("courses.bulk.retire", {"changed": "1"}),
    ]


def test_difficulty_and_concepts_make_versions(course: Course) -> None:
    lesson = make_lesson(course=course, concepts=("loops", "strings"))
    quiz = make_quiz(lesson=lesson)
    chosen = Chosen(lesson_ids=(lesson.id,), exercise_ids=(quiz.id,))
    run(course, chosen, action="difficulty", difficulty="advanced")
    run(course, chosen, action="concepts", add=("maps", "loops"), remove=("strings",))
    assert list(LessonVersion.objects.order_by("n").values_list("difficulty", "concepts")) == [
        ("beginner", ["loops", "strings"]),
        ("advanced", ["loops", "strings"]),
        ("advanced", ["loops", "maps"]),
    ]
    assert ExerciseVersion.objects.values_list("difficulty", "concepts").latest("n") == (
        "advanced",
        ["maps", "loops"],
    )


def test_many_move(course: Course, told: Told) -> None:
    section = make_section(course=course)
    a, b, c = (make_lesson(course=course) for _ in range(3))
    first, second = make_quiz(lesson=a), make_quiz(lesson=a)
    facts = len(told)
    run(course, Chosen(lesson_ids=(c.id, a.id)), action="move", section_id=section.id)
    assert list(told)[facts:] == [
        *(LessonUpdated(lesson_id=one.id, course_id=course.id, version=1) for one in (c, a)),
    ] or [type(fact).__name__ for fact in list(told)[facts:]] == ["CourseUpdated", "LessonUpdated", "LessonUpdated"]
    assert list(order_of(course_id=course.id).homes.items()) == [(b.id, None), (c.id, section.id), (a.id, section.id)]
    run(course, Chosen(lesson_ids=(c.id,)), action="move", section_id=None)
    assert order_of(course_id=course.id).homes == {b.id: None, c.id: None, a.id: section.id}
    run(course, Chosen(exercise_ids=(first.id, second.id)), action="move", lesson_id=b.id)
    assert list(order_of(course_id=course.id).places.items()) == [(first.id, b.id), (second.id, b.id)]


def test_all_or_none_with_every_reason(course: Course, told: Told) -> None:
    lesson, quiz = make_lesson(course=course), make_quiz(lesson=make_lesson(course=course))
    foreign = make_lesson(course=make_course())
    facts = len(told)
    with pytest.raises(BulkRefused) as refusal:
        run(
            course,
            Chosen(lesson_ids=(lesson.id, foreign.id), exercise_ids=(quiz.id, uuid7())),
            action="difficulty",
            difficulty="hard",
        )
    assert set(refusal.value.fields) == {"/lessons/0", "/lessons/1", "/exercises/0", "/exercises/1"}
    assert refusal.value.fields["/lessons/1"] == "It isn't in the draft of this course."
    assert "One of beginner" in refusal.value.fields["/lessons/0"]
    for target in (foreign.id, None):
        with pytest.raises(BulkRefused):
            run(course, Chosen(exercise_ids=(quiz.id,)), action="move", lesson_id=target)
    with pytest.raises(BulkRefused):
        run(course, Chosen(lesson_ids=(lesson.id,)), action="move", section_id=uuid7())
    for chosen in (Chosen(), Chosen(lesson_ids=tuple(uuid7() for _ in range(MOST + 1)))):
        with pytest.raises(BulkRefused):
            run(course, chosen, action="hold")
    assert (len(told), set(LessonVersion.objects.values_list("n", flat=True))) == (facts, {1})
    assert set(Lesson.objects.values_list("readiness", flat=True)) == {"ready"}


def test_one_of_many_that_is_refused_keeps_the_others_back(course: Course, told: Told) -> None:
    lesson = make_lesson(course=course)
    facts = len(told)
    with pytest.raises(BulkRefused):
        run(course, Chosen(lesson_ids=(lesson.id, uuid7())), action="hold")
    assert (Lesson.objects.get().readiness, len(told)) == ("ready", facts)


def test_a_rehearsal_tells_the_same_and_leaves_nothing(course: Course, told: Told) -> None:
    lesson, section = make_lesson(course=course), make_section(course=course)
    facts, chosen = len(told), Chosen(lesson_ids=(lesson.id,))
    for change in (Change(action="difficulty", difficulty="advanced"), Change(action="move", section_id=section.id)):
        told_first = rehearse_change(course_id=course.id, chosen=chosen, change=change, editor_id=None)
        assert (len(told), Lesson.objects.get().section_id, LessonVersion.objects.latest("n").difficulty) == (
            facts,
            None,
            "beginner",
        )
        assert told_first[0].changes
    with pytest.raises(BulkRefused):
        rehearse_change(course_id=course.id, chosen=Chosen(), change=change, editor_id=None)
    assert told_first == change_many(course_id=course.id, chosen=chosen, change=change, editor_id=None)


def test_a_course_that_changed_is_refused(course: Course) -> None:
    chosen, change = Chosen(lesson_ids=(make_lesson(course=course).id,)), Change(action="hold")
    with pytest.raises(EditConflict):
        change_many(course_id=course.id, chosen=chosen, change=change, editor_id=None, if_match=Precondition.seen(2))
