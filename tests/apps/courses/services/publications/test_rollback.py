"""Rolling back: a new publication of what was shown before, through the same checks, and the draft only if asked."""

import pytest
from django.db import IntegrityError, connections

from apps.courses.contracts import CoursePublished, LessonUpdated
from apps.courses.errors import DeletionUnderWay, UngradableExercises, VersionNotFound
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.models.imports import Recording
from apps.courses.models.publishing import Publication
from apps.courses.selectors import editions
from apps.courses.services.courses import edit_course, retire_course
from apps.courses.services.deletion.requests import delete_course
from apps.courses.services.exercises import delete_exercise, edit_exercise
from apps.courses.services.lessons import delete_lesson, edit_lesson
from apps.courses.services.ordering import reorder_course
from apps.courses.services.publications.rollback import roll_back, roll_back_with_draft
from apps.courses.services.publishing import publish_course
from gopro.audit import trail
from gopro.database import savepoint
from gopro.errors import PreconditionFailed
from gopro.identifiers import uuid7
from gopro.preconditions import Precondition
from gopro.testing.facts import Told
from tests.apps.courses.factories import exercises_of, lessons_of, make_lesson, make_published

pytestmark = pytest.mark.usefixtures("db")


def changed(course: Course) -> None:
    """Another title, another order, a lesson and an exercise less, a lesson more: all of it published."""
    first, second, third = lessons_of(course)
    edit_course(course_id=course.id, changes={"title": "Second edition"}, editor_id=None)
    edit_lesson(lesson_id=first.id, changes={"body": "Other text."}, editor_id=None)
    delete_lesson(lesson_id=second.id)
    delete_exercise(exercise_id=exercises_of(first)[0].id)
    new = make_lesson(course=course)
    reorder_course(course_id=course.id, lesson_ids=[third.id, new.id, first.id], exercise_ids={})
    publish_course(course_id=course.id, publisher_id=None)


def pointers(course: Course) -> object:
    lessons = Lesson.objects.filter(course=course, published_position__isnull=False).order_by("published_position")
    exercises = Exercise.objects.filter(course=course, published_position__isnull=False)
    placed = exercises.order_by("published_lesson__published_position", "published_position")
    return (
        Course.objects.get(pk=course.pk).published_version_id,
        list(lessons.values_list("id", "published_version_id")),
        list(placed.values_list("id", "published_version_id", "published_lesson_id")),
    )


def test_what_was_shown_before_is_shown_again_under_a_new_number(told: Told) -> None:
    course = make_published(lessons=3, title="First edition")
    before, facts = pointers(course), told.of(CoursePublished)
    changed(course)
    draft = editions.of_draft(Course.objects.select_related("draft_version").get(pk=course.pk))
    assert pointers(course) != before
    publisher = uuid7()
    shown = roll_back(course_id=course.id, n=1, publisher_id=publisher, note="The old one was better.")
    assert pointers(course) == before
    assert (shown.n, shown.restores, shown.note, shown.published_by) == (3, 1, "The old one was better.", publisher)
    assert shown.outline == Publication.objects.get(course=course, n=1).outline
    fact = told.of(CoursePublished)[-1]
    assert (fact.version, fact.title, fact.lessons) == (3, "First edition", facts[0].lessons)
    assert CatalogueEntry.objects.values_list("version", "title").get() == (3, "First edition")
    assert editions.of_draft(Course.objects.select_related("draft_version").get(pk=course.pk)) == draft
    entry = trail.history(room="courses", object_type="courses.course", object_id=str(course.id))[0]
    assert (entry.action, entry.changes["version"], entry.changes["restores"]) == ("courses.course.publish", "3", "1")


def test_twice_is_once(told: Told) -> None:
    course = make_published(lessons=3)
    changed(course)
    first = roll_back(course_id=course.id, n=1, publisher_id=None)
    facts = len(told)
    assert roll_back(course_id=course.id, n=1, publisher_id=None).pk == first.pk
    assert roll_back(course_id=course.id, n=3, publisher_id=None).pk == first.pk
    assert (Publication.objects.count(), len(told)) == (3, facts)


def test_the_draft_says_the_same_again_where_that_is_asked_for(told: Told) -> None:
    course = make_published(lessons=3, title="First edition")
    changed(course)
    added = Lesson.objects.filter(course=course).latest("number")
    versions = dict(Lesson.objects.filter(course=course).values_list("id", "draft_version__n"))
    roll_back_with_draft(course_id=course.id, n=1, publisher_id=None)
    first, second, third = Lesson.objects.filter(course=course).exclude(pk=added.pk).order_by("position")
    assert [one.readiness for one in (first, second, third)] == ["ready"] * 3
    assert (first.draft_version.body, first.draft_version.n) == ("Some *text*.", versions[first.id] + 1)
    assert (second.draft_version.n, third.draft_version.n) == (versions[second.id], versions[third.id])
    added.refresh_from_db()
    assert (added.readiness, added.position) == (Readiness.HELD, 4)
    assert Course.objects.get(pk=course.pk).draft_version.title == "First edition"
    assert [one.readiness for one in exercises_of(first)] == ["ready", "ready"]
    assert LessonUpdated(lesson_id=first.id, course_id=course.id, version=versions[first.id] + 1) in list(told)
    facts = len(told)
    roll_back_with_draft(course_id=course.id, n=1, publisher_id=None)
    assert len(told) == facts


def test_a_retired_course_comes_back() -> None:
    course = make_published(lessons=1)
    retire_course(course_id=course.id)
    assert roll_back(course_id=course.id, n=1, publisher_id=None).n == 2
    assert Course.objects.get(pk=course.pk).status == "published"


def test_goes_through_the_checks_of_publishing(told: Told) -> None:
    course = make_published(lessons=1)
    with pytest.raises(VersionNotFound):
        roll_back(course_id=course.id, n=2, publisher_id=None)
    with pytest.raises(PreconditionFailed):
        roll_back(course_id=course.id, n=1, publisher_id=None, if_match=Precondition(versions=frozenset({"old"})))
    edit_exercise(exercise_id=exercises_of(lessons_of(course)[0])[0].id, changes={"title": "New"}, editor_id=None)
    publish_course(course_id=course.id, publisher_id=None)
    Recording.objects.all().delete()
    with pytest.raises(UngradableExercises):
        roll_back(course_id=course.id, n=1, publisher_id=None)
    delete_course(course_id=course.id)
    with pytest.raises(DeletionUnderWay):
        roll_back(course_id=course.id, n=1, publisher_id=None)
    assert (Publication.objects.count(), len(told.of(CoursePublished))) == (2, 2)


def test_counts_say_what_changed() -> None:
    course = make_published(lessons=3)
    changed(course)
    first, second = Publication.objects.filter(course=course).order_by("n")
    nothing = {"added": 0, "removed": 0, "moved": 0, "changed": 0}
    assert first.counts == {
        "course": True,
        "sections": nothing,
        "lessons": {**nothing, "added": 3},
        "exercises": {**nothing, "added": 6},
    }
    assert second.counts == {
        "course": True,
        "sections": nothing,
        "lessons": {"added": 1, "removed": 1, "moved": 1, "changed": 1},
        "exercises": {**nothing, "removed": 3},
    }


@pytest.mark.parametrize("statement", ["UPDATE courses_publication SET note = 'x'", "DELETE FROM courses_publication"])
def test_the_log_is_written_once(statement: str) -> None:
    make_published(lessons=1)
    with pytest.raises(IntegrityError, match="written once"), savepoint("courses"):
        connections["courses"].cursor().execute(statement)
