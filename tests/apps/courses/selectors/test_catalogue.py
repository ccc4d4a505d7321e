"""The catalogue as plain values, without what only places them in a list."""

from typing import Any

import pytest
from django.utils import timezone

from apps.courses.errors import CourseNotFound
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.selectors import catalogue
from gopro.identifiers import uuid7
from tests.apps.courses.factories import make_course, make_published

pytestmark = pytest.mark.usefixtures("db")


def found(**query: Any) -> list[str]:
    return [row["title"] for row in catalogue.entries(**query)[:10]]


def test_entries_show_only_what_is_listed() -> None:
    make_published()
    rows = list(catalogue.entries())
    assert set(rows[0]) - set(catalogue.LISTED) == {"pk"}
    assert set(catalogue.shown(rows)[0]) == set(catalogue.LISTED)


def test_a_draft_is_not_there() -> None:
    draft = make_course()
    for key in (str(draft.id), draft.slug, str(uuid7()), ""):
        with pytest.raises(CourseNotFound):
            catalogue.course(key=key)
        with pytest.raises(CourseNotFound):
            catalogue.course_id(key=key)


def test_an_author_filter_is_exact() -> None:
    course = make_published()
    assert found(author=course.author_id) == [CatalogueEntry.objects.get().title]
    assert found(author=uuid7()) == []
    assert CatalogueEntry.objects.get().published_at <= timezone.now()
