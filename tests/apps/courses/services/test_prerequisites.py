"""What is to be done before what: no circle, whoever draws it, and learners are told."""

from itertools import pairwise
from threading import Barrier, Thread
from uuid import UUID

import pytest
from django.db import connections
from hypothesis import given, settings
from hypothesis import strategies as st

from apps.courses.contracts import CoursePublished, CourseSnapshot
from apps.courses.errors import Circle, ContentRefused
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course
from apps.courses.selectors import catalogue, exercises, lessons, prerequisites
from apps.courses.selectors.graphs import a_cycle, all_before, in_order, way_back
from apps.courses.services import snapshots
from apps.courses.services.content import CourseContent, LessonContent
from apps.courses.services.courses import create_course, edit_course
from apps.courses.services.exercises import delete_exercise, edit_exercise
from apps.courses.services.lessons import create_lesson, delete_lesson, edit_lesson
from apps.courses.services.prerequisites import MOST
from apps.courses.services.publications.rollback import roll_back_with_draft
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from gopro.testing.facts import Told
from tests.apps.courses.factories import exercises_of, lessons_of, make_course, make_lesson, make_published, make_quiz

pytestmark = pytest.mark.usefixtures("db")
THINGS = [UUID(int=number) for number in range(8)]
Edges = st.lists(st.tuples(st.sampled_from(THINGS), st.sampled_from(THINGS)), max_size=40)


@settings(deadline=None)
@given(wanted=Edges)
def test_a_graph_that_refuses_circles_has_none_and_refuses_nothing_else(wanted: list[tuple[UUID, UUID]]) -> None:
    before: dict[UUID, list[UUID]] = {thing: [] for thing in THINGS}
    for thing, other in wanted:
        cycle = way_back(to=thing, through=[other], edges=lambda ids: {one: before[one] for one in ids})
        reached = all_before(start=[other], edges=lambda ids: {one: before[one] for one in ids})
        assert bool(cycle) == (thing in reached)
        if not cycle:
            before[thing].append(other)
            continue
        assert (cycle[0], cycle[-1], cycle[1]) == (thing, thing, other)
        assert all(after in before[each] for each, after in pairwise(cycle[1:]))
    closed = {**before, THINGS[0]: [*before[THINGS[0]], THINGS[0]]}
    assert (a_cycle(before), a_cycle(closed)) == ((), (THINGS[0], THINGS[0]))
    order = in_order(before)
    assert all(order.index(other) < order.index(thing) for thing in THINGS for other in before[thing])


def require(course: Course, *others: Course) -> Course:
    return edit_course(course_id=course.id, changes={"requires": tuple(one.id for one in others)}, editor_id=None)


def test_courses_come_before_courses(told: Told) -> None:
    one, two, three = (make_published(title=title) for title in ("One", "Two", "Three"))
    require(two, one)
    require(three, two)
    for course in (two, three):
        publish_course(course_id=course.id, publisher_id=None)
    assert [fact.requires for fact in told.of(CoursePublished)] == [(), (), (), (one.id,), (two.id,)]
    assert catalogue.course(key=str(three.id))["requires"] == [two.id]
    assert [row["title"] for row in prerequisites.path_to(course_id=three.id)] == ["One", "Two"]
    snapshot = snapshots.course(three.id)[-1]
    assert isinstance(snapshot, CourseSnapshot)
    assert (snapshot.version, snapshot.requires) == (2, (two.id,))


def test_a_circle_of_courses_is_refused_with_its_way(told: Told) -> None:
    one, two, three = (make_published(title=title) for title in ("One", "Two", "Three"))
    require(two, one)
    require(three, two)
    facts = len(told)
    with pytest.raises(Circle) as refusal:
        require(one, three)
    assert refusal.value.detail == "This would lead in a circle: One → Three → Two → One."
    with pytest.raises(Circle, match="One → One"):
        require(one, one)
    assert len(told) == facts


def test_what_learners_see_counts_as_much_as_the_draft() -> None:
    """Else a circle would be closed by publishing, where nobody could mend it."""
    one, two = make_published(title="One"), make_published(title="Two")
    require(one, two)
    publish_course(course_id=one.id, publisher_id=None)
    require(one)
    with pytest.raises(Circle, match="Two → One → Two"):
        require(two, one)
    publish_course(course_id=one.id, publisher_id=None)
    require(two, one)


def test_an_author_names_what_they_may_know() -> None:
    author_id = uuid7()
    mine, draft = make_course(author_id=author_id), make_course(author_id=author_id, title="Draft")
    foreign, public = make_course(title="Secret"), make_published()
    require(mine, draft, public)
    with pytest.raises(ContentRefused) as refusal:
        require(mine, foreign, public, public)
    assert refusal.value.fields == {"/requires/0": "There is no such course.", "/requires/2": "It stands twice."}
    with pytest.raises(ContentRefused):
        create_course(content=CourseContent(title="New", requires=(uuid7(),)), author_id=author_id)
    many = tuple(uuid7() for _ in range(MOST + 1))
    with pytest.raises(ContentRefused) as refusal:
        edit_course(course_id=mine.id, changes={"requires": many}, editor_id=None)
    assert refusal.value.fields["/requires"] == "At most 50."
    assert (catalogue.course(key=str(public.id))["requires"], "Secret" in str(refusal.value)) == ([], False)


def test_a_circle_through_somebodys_draft_tells_no_more_than_that() -> None:
    mine, public = make_published(title="Mine"), make_published(title="Public")
    secret = make_course(title="Secret", author_id=public.author_id)
    require(secret, mine)
    require(public, secret)
    with pytest.raises(Circle) as refusal:
        require(mine, public)
    assert refusal.value.detail == "This would lead in a circle: Mine → Public → (somebody's draft) → Mine."


def test_two_edits_that_together_close_a_circle(committed: None) -> None:
    one, two = make_published(title="One"), make_published(title="Two")
    barrier, ended = Barrier(2), []

    def act(course: Course, other: Course) -> None:
        barrier.wait()
        try:
            require(course, other)
            ended.append("done")
        except Circle:
            ended.append("refused")
        finally:
            connections.close_all()

    for _ in range(5):
        threads = [Thread(target=act, args=pair) for pair in ((one, two), (two, one))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert sorted(ended) == ["done", "refused"]
        ended.clear()
        for course in (one, two):
            require(course)


def test_lessons_come_before_lessons_of_their_course(told: Told) -> None:
    course = make_course()
    one, two, three = (make_lesson(course=course, title=title) for title in ("One", "Two", "Three"))
    edit_lesson(lesson_id=two.id, changes={"requires": (one.id,)}, editor_id=None)
    edit_lesson(lesson_id=three.id, changes={"requires": (two.id, one.id)}, editor_id=None)
    with pytest.raises(Circle, match="One → Three → One"):
        edit_lesson(lesson_id=one.id, changes={"requires": (three.id,)}, editor_id=None)
    foreign = make_lesson(course=make_course())
    with pytest.raises(ContentRefused) as refusal:
        edit_lesson(lesson_id=one.id, changes={"requires": (foreign.id,)}, editor_id=None)
    assert refusal.value.fields == {"/requires/0": "There is no such lesson."}
    with pytest.raises(ContentRefused):
        create_lesson(course_id=course.id, content=LessonContent(title="X", requires=(foreign.id,)), editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    assert [lesson.requires for lesson in told.of(CoursePublished)[0].lessons] == [(), (one.id,), (two.id, one.id)]
    assert lessons.lesson(key=str(three.id))["requires"] == [two.id, one.id]


def test_what_learners_dont_find_is_asked_of_nobody(told: Told) -> None:
    course = make_course()
    one, two = make_lesson(course=course), make_lesson(course=course)
    edit_lesson(lesson_id=two.id, changes={"requires": (one.id,)}, editor_id=None)
    edit_lesson(lesson_id=one.id, changes={}, readiness=Readiness.HELD, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    assert [lesson.requires for lesson in told.of(CoursePublished)[0].lessons] == [()]
    assert [row["requires"] for row in lessons.shown(list(lessons.lessons(course_id=course.id)))] == [[]]


def test_what_was_taken_away_may_stay_named_and_come_back_without_a_circle() -> None:
    course = make_course()
    one, two, three = (make_lesson(course=course, title=title) for title in ("One", "Two", "Three"))
    edit_lesson(lesson_id=one.id, changes={"requires": (two.id,)}, editor_id=None)
    edit_lesson(lesson_id=three.id, changes={"requires": (one.id,)}, editor_id=None)
    delete_lesson(lesson_id=one.id)
    edit_lesson(lesson_id=three.id, changes={"title": "Third"}, editor_id=None)
    with pytest.raises(Circle, match="Two → Third → One → Two"):
        edit_lesson(lesson_id=two.id, changes={"requires": (three.id,)}, editor_id=None)


def test_a_roll_back_that_turns_an_order_around(told: Told) -> None:
    """Part by part it would be refused, though there is no circle before and none after."""
    course = make_course()
    one, two = make_lesson(course=course, title="One"), make_lesson(course=course, title="Two")
    edit_lesson(lesson_id=two.id, changes={"requires": (one.id,)}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    edit_lesson(lesson_id=two.id, changes={"requires": ()}, editor_id=None)
    edit_lesson(lesson_id=one.id, changes={"requires": (two.id,)}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    roll_back_with_draft(course_id=course.id, n=1, publisher_id=None)
    rows = {row.id: row.draft_version.requires for row in lessons_of(course)}
    assert rows == {one.id: [], two.id: [one.id]}
    third = make_lesson(course=course, title="Three")
    edit_lesson(lesson_id=third.id, changes={"requires": (two.id,)}, editor_id=None)
    with pytest.raises(Circle, match="One → Three → Two → One"):
        edit_lesson(lesson_id=one.id, changes={"requires": (third.id,)}, editor_id=None)


def test_exercises_come_before_exercises_of_their_course(told: Told) -> None:
    course = make_course()
    lesson = make_lesson(course=course)
    one, two = make_quiz(lesson=lesson, title="One"), make_quiz(lesson=lesson, title="Two")
    edit_exercise(exercise_id=two.id, changes={"requires": (one.id,)}, editor_id=None)
    with pytest.raises(Circle, match="One → Two → One"):
        edit_exercise(exercise_id=one.id, changes={"requires": (two.id,)}, editor_id=None)
    with pytest.raises(ContentRefused):
        edit_exercise(exercise_id=one.id, changes={"requires": (lesson.id,)}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    [outlined] = told.of(CoursePublished)[0].lessons
    assert [each.requires for each in outlined.exercises] == [(), (one.id,)]
    assert exercises.exercise(exercise_id=two.id)["requires"] == [one.id]
    delete_exercise(exercise_id=one.id)
    publish_course(course_id=course.id, publisher_id=None)
    assert exercises.exercise(exercise_id=two.id)["requires"] == []


def test_content_from_before_keeps_its_hash() -> None:
    course = make_published()
    lesson = lessons_of(course)[0]
    assert "requires" not in str(LessonContent.of(lesson.draft_version).hash())
    assert edit_lesson(lesson_id=lesson.id, changes={"requires": ()}, editor_id=None).draft_version.n == 1
    quiz = exercises_of(lesson)[0]
    assert edit_exercise(exercise_id=quiz.id, changes={"requires": ()}, editor_id=None).draft_version.n == 1
