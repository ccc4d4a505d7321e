"""What publications keep of a person: given out to them, and forgotten with their account."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from apps.courses.models.content import Course
from apps.courses.models.edits import Edit
from apps.courses.models.previews import PreviewLink
from apps.courses.models.schedules import Schedule
from apps.courses.selectors import personal
from apps.courses.services.courses import edit_course
from apps.courses.services.deletion import removal
from apps.courses.services.erasure import erase_user
from apps.courses.services.publications.previews import create_preview_link
from apps.courses.services.publications.schedules import schedule_publication
from gopro.database import atomic
from gopro.identifiers import uuid7
from tests.apps.courses.factories import make_published

pytestmark = pytest.mark.usefixtures("db")


def active(user_id: UUID) -> Course:
    """Somebody edits, schedules and shares a course."""
    course, soon = make_published(author_id=user_id), timezone.now() + timedelta(hours=1)
    edit_course(course_id=course.id, changes={"title": "Next"}, editor_id=user_id)
    schedule_publication(course_id=course.id, due_at=soon, scheduler_id=user_id, note="Soon.")
    create_preview_link(course_id=course.id, expires_at=soon, creator_id=user_id, label="For Ada")
    return course


def exported(user_id: UUID) -> dict[str, list[Any]]:
    return {name: list(rows) for name, rows in personal.sections(user_id=user_id).items()}


def test_is_given_out() -> None:
    user_id = uuid7()
    course = active(user_id)
    found = exported(user_id)
    assert [(row["course_id"], row["note"]) for row in found["schedules"]] == [(course.id, "Soon.")]
    assert [row["label"] for row in found["preview_links"]] == ["For Ada"]
    other = exported(uuid7())
    assert (other["schedules"], other["preview_links"]) == ([], [])


def test_is_forgotten() -> None:
    user_id, other_id = uuid7(), uuid7()
    active(user_id)
    active(other_id)
    erase_user(erasure_id=uuid7(), user_id=user_id)
    for model, column in ((Edit, "edited_by"), (Schedule, "scheduled_by"), (PreviewLink, "created_by")):
        rows = model._default_manager
        assert rows.filter(**{column: user_id}).count() == 0
        assert rows.filter(**{column: other_id}).count() > 0
    assert sorted(PreviewLink.objects.values_list("label", flat=True)) == ["", "For Ada"]


def test_goes_with_the_course() -> None:
    course, other = active(uuid7()), active(uuid7())
    with atomic("courses"):
        removal.remove(course_id=course.id)
    for model in (Edit, Schedule, PreviewLink):
        rows = model._default_manager
        assert (rows.filter(course=course.id).count(), rows.filter(course=other.id).exists()) == (0, True)
