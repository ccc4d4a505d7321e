"""Publishing makes public what is published, and nothing else."""

import pytest

from apps.courses.models.banks import Bank
from apps.courses.models.media import Media
from apps.courses.services.banks import create_bank, edit_bank
from apps.courses.services.content import BankContent
from apps.courses.services.courses import edit_course
from apps.courses.services.publishing import publish_course
from tests.apps.courses.factories import CHOICE, lessons_of, make_published, make_quiz
from tests.apps.courses.media import make_media

pytestmark = pytest.mark.usefixtures("db")


def shown(*media: Media) -> list[bool]:
    found = {row.pk: row.is_public for row in Media.objects.all()}
    return [found[each.pk] for each in media]


def text(media: Media) -> str:
    return f"![a](media:{media.pk})"


def test_a_course_with_its_own_text():
    course = make_published()
    media, other = make_media(course=course), make_media(course=course)
    edit_course(course_id=course.pk, changes={"description": text(media)}, editor_id=None)
    assert shown(media, other) == [False, False]
    publish_course(course_id=course.pk, publisher_id=None)
    assert shown(media, other) == [True, False]


def test_of_a_bank_the_version_that_a_quiz_draws_from() -> None:
    course = make_published()
    media, later = make_media(course=course), make_media(course=course)
    bank: Bank = create_bank(
        course_id=course.pk,
        content=BankContent(title="Bank", questions=(CHOICE | {"prompt": text(media)},)),
        editor_id=None,
    )
    draws = ({"bank": str(bank.pk), "version": 1, "count": 1},)
    make_quiz(lesson=lessons_of(course)[0], questions=(), draws=draws)
    publish_course(course_id=course.pk, publisher_id=None)
    edit_bank(bank_id=bank.pk, changes={"questions": (CHOICE | {"prompt": text(later)},)}, editor_id=None)
    assert shown(media, later) == [True, False]
