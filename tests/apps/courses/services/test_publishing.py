"""Publishing: all at once, logged, told, and never more than what is ready."""

from uuid import UUID

import pytest

from apps.courses.contracts import CoursePublished, OutlineExercise, OutlineLesson
from apps.courses.errors import EmptyCourse, UngradableExercises
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.publishing import Publication
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.exercises import delete_exercise, edit_exercise
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.ordering import reorder_course
from apps.courses.services.publishing import publish_course
from gopro.errors import PreconditionFailed
from gopro.identifiers import uuid7
from gopro.preconditions import Precondition
from gopro.testing.facts import Told
from tests.apps.courses.conftest import Queries
from tests.apps.courses.factories import (
    exercises_of,
    lessons_of,
    make_code,
    make_course,
    make_lesson,
    make_published,
    make_quiz,
)

pytestmark = pytest.mark.usefixtures("db")


def test_learners_see_the_draft_and_others_are_told_all_of_it(told: Told) -> None:
    course = make_course(title="Go")
    lesson = make_lesson(course=course, title="Strings")
    code, quiz = make_code(lesson=lesson), make_quiz(lesson=lesson)
    publisher = uuid7()
    published = publish_course(course_id=course.id, publisher_id=publisher)
    assert (published.status, published.published_version_id) == ("published", course.draft_version_id)
    outline = (
        OutlineLesson(
            lesson_id=lesson.id,
            version_id=lesson.draft_version_id,
            number=lesson.number,
            slug="strings",
            title="Strings",
            exercises=(
                OutlineExercise(
                    exercise_id=code.id,
                    version_id=code.draft_version_id,
                    slug="greet",
                    title="Greet",
                    kind="code",
                    files=("greet.go",),
                ),
                OutlineExercise(
                    exercise_id=quiz.id,
                    version_id=quiz.draft_version_id,
                    slug="quiz",
                    title="Quiz",
                    kind="quiz",
                    files=(),
                ),
            ),
        ),
    )
    assert told.of(CoursePublished) == [
        CoursePublished(course_id=course.id, version=1, slug="go", title="Go", language="go", lessons=outline)
    ]
    log = Publication.objects.get()
    assert (log.n, log.published_by, log.course_version_id) == (1, publisher, course.draft_version_id)
    assert log.outline[0]["exercises"][1]["version_id"] == str(quiz.draft_version_id)


def test_publishing_twice_changes_nothing(told: Told) -> None:
    course = make_published()
    entry, facts = CatalogueEntry.objects.values().get(), len(told)
    publish_course(course_id=course.id, publisher_id=uuid7())
    assert (Publication.objects.count(), len(told)) == (1, facts)
    assert CatalogueEntry.objects.values().get() == entry


def test_refuses_a_course_without_lessons(told: Told) -> None:
    course = make_course()
    held = make_lesson(course=course)
    edit_lesson(lesson_id=held.id, changes={}, readiness=Readiness.HELD, editor_id=None)
    with pytest.raises(EmptyCourse):
        publish_course(course_id=course.id, publisher_id=None)
    course.refresh_from_db()
    assert (course.status, course.published_version_id) == ("draft", None)
    assert (Publication.objects.count(), CatalogueEntry.objects.count()) == (0, 0)
    assert told.of(CoursePublished) == []


def test_refuses_an_exercise_whose_solution_was_never_seen_to_pass() -> None:
    course = make_course()
    lesson = make_lesson(course=course)
    exercise = make_code(lesson=lesson, recorded=False)
    with pytest.raises(UngradableExercises) as refusal:
        publish_course(course_id=course.id, publisher_id=None)
    assert refusal.value.fields == {"/exercises/greet": "Not run yet; try again soon."}
    edit_exercise(exercise_id=exercise.id, changes={}, readiness=Readiness.HELD, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    assert CatalogueEntry.objects.get().exercise_count == 0


def test_a_draft_touches_nothing_that_is_published() -> None:
    course = make_published(lessons=2)
    first, second = lessons_of(course)
    code, _ = exercises_of(first)
    edit_course(course_id=course.id, changes={"title": "New"}, editor_id=None)
    edit_lesson(lesson_id=first.id, changes={"title": "New"}, editor_id=None)
    delete_exercise(exercise_id=code.id)
    reorder_course(course_id=course.id, lesson_ids=[second.id, first.id], exercise_ids={})
    make_lesson(course=course)
    assert _listed(course) == [first.id, second.id]
    assert Exercise.objects.get(id=code.id).status == "published"
    assert CatalogueEntry.objects.get().title != "New"


def test_the_next_publication_takes_in_orders_edits_and_removals(told: Told) -> None:
    course = make_published(lessons=3)
    first, second, third = lessons_of(course)
    code, quiz = exercises_of(first)
    delete_lesson(lesson_id=second.id)
    delete_exercise(exercise_id=code.id)
    edit_lesson(lesson_id=third.id, changes={"title": "Third"}, editor_id=None)
    reorder_course(course_id=course.id, lesson_ids=[third.id, first.id], exercise_ids={})
    publish_course(course_id=course.id, publisher_id=None)
    assert _listed(course) == [third.id, first.id]
    assert [Lesson.objects.get(id=each.id).status for each in (first, second, third)] == [
        "published",
        "retired",
        "published",
    ]
    fact = told.of(CoursePublished)[-1]
    assert (fact.version, fact.lessons[0].title) == (2, "Third")
    assert [exercise.exercise_id for exercise in fact.lessons[1].exercises] == [quiz.id]
    gone = Exercise.objects.get(id=code.id)
    assert (gone.published_position, gone.published_version_id) == (None, code.published_version_id)


def test_an_exercise_moves_to_another_lesson_only_when_published() -> None:
    course = make_published(lessons=2)
    first, second = lessons_of(course)
    moved = exercises_of(first)[0]
    orders = {
        first.id: [exercises_of(first)[1].id],
        second.id: [moved.id, *(each.id for each in exercises_of(second))],
    }
    reorder_course(course_id=course.id, lesson_ids=[first.id, second.id], exercise_ids=orders)
    assert Exercise.objects.get(id=moved.id).published_lesson_id == first.id
    publish_course(course_id=course.id, publisher_id=None)
    assert Exercise.objects.get(id=moved.id).published_lesson_id == second.id


def test_a_retired_course_can_be_published_again(told: Told) -> None:
    course = make_published()
    retire_course(course_id=course.id)
    assert CatalogueEntry.objects.count() == 0
    publish_course(course_id=course.id, publisher_id=None)
    assert CatalogueEntry.objects.get().version == 2
    assert len(told.of(CoursePublished)) == 2


def test_a_lost_update_is_refused() -> None:
    course = make_published()
    with pytest.raises(PreconditionFailed):
        publish_course(course_id=course.id, publisher_id=None, if_match=Precondition(versions=frozenset({"old"})))


def test_costs_the_same_number_of_queries_for_any_number_of_lessons(queries: Queries) -> None:
    counts = []
    for lessons in (1, 6):
        course = make_published(lessons=lessons)
        edit_course(course_id=course.id, changes={"title": "Again"}, editor_id=None)
        with queries() as made:
            publish_course(course_id=course.id, publisher_id=None)
        counts.append(len(made))
    assert counts[0] == counts[1]


def _listed(course: Course) -> list[UUID]:
    rows = Lesson.objects.filter(course=course, published_position__isnull=False).order_by("published_position")
    return list(rows.values_list("id", flat=True))
