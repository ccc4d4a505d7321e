"""Courses told anew."""

import pytest

from apps.courses.contracts import CoursePublished
from apps.courses.services import snapshots
from apps.courses.services.courses import retire_course
from apps.courses.services.publishing import publish_course
from gopro.identifiers import uuid7
from tests.apps.courses.factories import make_code, make_course, make_lesson, make_published

pytestmark = pytest.mark.django_db


def test_each_publication_as_it_was_told(told):
    course = make_published(lessons=1)
    make_code(lesson=make_lesson(course=course))
    publish_course(course_id=course.id, publisher_id=None)
    publications = told.of(CoursePublished)
    found = snapshots.course(course.id)
    assert [(one.version, one.status, one.slug) for one in found] == [
        (1, "published", course.slug),
        (2, "published", course.slug),
    ]
    assert [one.lessons for one in found] == [one.lessons for one in publications]
    assert [(one.title, one.language) for one in found] == [(one.title, one.language) for one in publications]


def test_a_retired_course_says_so():
    course = make_published()
    retire_course(course_id=course.id)
    assert [one.status for one in snapshots.course(course.id)] == ["retired"]


def test_a_draft_has_no_outline():
    course = make_course(title="Half done")
    (found,) = snapshots.course(course.id)
    assert (found.status, found.version, found.title, found.lessons) == ("draft", 0, "Half done", ())


def test_nothing_is_told_of_what_is_not_there():
    assert snapshots.course(uuid7()) == []
