"""Who writes a course: a lead and co-authors, their rights, and how they are forgotten."""

import pytest

from apps.courses.errors import AuthorNotFound, LeadStays, TooManyAuthors
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.models.structure import CoAuthor
from apps.courses.selectors import catalogue, ownership, personal
from apps.courses.selectors.authors import authors_of
from apps.courses.services import erasure
from apps.courses.services.authors import MOST, add_author, give_course, remove_author, set_authors
from gopro.audit import trail
from gopro.identifiers import uuid7
from tests.apps.courses.factories import lessons_of, make_course, make_published

pytestmark = pytest.mark.usefixtures("db")


def kept() -> list[tuple[str, dict[str, str]]]:
    return [(row.action, row.changes) for row in trail.entries("courses").order_by("number") if "author" in row.action]


def test_co_authors_come_and_go() -> None:
    lead_id, user_id, other_id = uuid7(), uuid7(), uuid7()
    course = make_published(author_id=lead_id)
    assert [add_author(course_id=course.id, user_id=each) for each in (user_id, other_id, user_id)] == [
        True,
        True,
        False,
    ]
    assert add_author(course_id=course.id, user_id=lead_id) is False
    assert authors_of(course=course) == [course.author_id, user_id, other_id]
    assert CatalogueEntry.objects.get().author_ids == [course.author_id, user_id, other_id]
    assert [row["id"] for row in catalogue.entries(author=other_id)] == [course.id]
    remove_author(course_id=course.id, user_id=user_id)
    with pytest.raises(AuthorNotFound):
        remove_author(course_id=course.id, user_id=user_id)
    with pytest.raises(LeadStays):
        remove_author(course_id=course.id, user_id=lead_id)
    assert catalogue.course(key=str(course.id))["co_author_ids"] == [other_id]
    assert kept() == [
        ("courses.author.add", {"user_id": str(user_id)}),
        ("courses.author.add", {"user_id": str(other_id)}),
        ("courses.author.remove", {"user_id": str(user_id)}),
    ]


def test_a_co_author_who_leads_is_one_no_more() -> None:
    course, user_id = make_published(), uuid7()
    add_author(course_id=course.id, user_id=user_id)
    given = give_course(course_id=course.id, author_id=user_id)
    assert (given.author_id, authors_of(course=given)) == (user_id, [user_id])
    assert CatalogueEntry.objects.get().author_ids == [user_id]


def test_a_list_is_set_as_a_whole() -> None:
    course, one, two, three = make_course(), uuid7(), uuid7(), uuid7()
    set_authors(course_id=course.id, author_id=one, co_author_ids=(two, three))
    again = set_authors(course_id=course.id, author_id=one, co_author_ids=(three, one, three))
    assert authors_of(course=again) == [one, three]


def test_there_are_not_too_many() -> None:
    course = make_course()
    for _ in range(MOST - 1):
        add_author(course_id=course.id, user_id=uuid7())
    with pytest.raises(TooManyAuthors):
        add_author(course_id=course.id, user_id=uuid7())
    assert CoAuthor.objects.count() == MOST - 1


def test_a_course_is_its_co_authors_own_but_for_giving_and_deleting_it() -> None:
    course, user_id = make_published(), uuid7()
    add_author(course_id=course.id, user_id=user_id)
    found = ownership.lesson(key=str(lessons_of(course)[0].id))
    assert found.owner_ids == (course.author_id, user_id)
    all_ids = found.owner_ids
    for permission in ("courses.course:edit", "courses.course:publish"):
        assert ownership.owners(permission, lead_id=course.author_id, all_ids=all_ids) == all_ids
    for permission in ("courses.course:give", "courses.course:delete"):
        assert ownership.owners(permission, lead_id=course.author_id, all_ids=all_ids) == [course.author_id]
        assert ownership.owners(permission, lead_id=None, all_ids=all_ids) == []


def test_erasure_forgets_them_and_an_export_tells_them() -> None:
    course, user_id = make_published(), uuid7()
    add_author(course_id=course.id, user_id=user_id)
    sections = {name: list(rows) for name, rows in personal.sections(user_id=user_id).items()}
    assert [row["course_id"] for row in sections["co_authored"]] == [course.id]
    erasure.erase_user(erasure_id=uuid7(), user_id=user_id)
    assert (CoAuthor.objects.count(), CatalogueEntry.objects.get().author_ids) == (0, [course.author_id])
