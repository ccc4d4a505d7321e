"""Banks: immutable versions, which the draft's quizzes follow and learners get with the next publication."""

import pytest
from django.db import IntegrityError, connections, transaction

from apps.courses.contracts import ExerciseUpdated
from apps.courses.errors import BankInUse, BankNotFound, ContentRefused
from apps.courses.models.banks import Bank, BankVersion
from apps.courses.services.banks import create_bank, edit_bank, retire_bank
from apps.courses.services.content import BankContent
from apps.courses.services.deletion.removal import remove
from apps.courses.services.exercises import edit_exercise
from apps.courses.services.publishing import publish_course
from gopro.audit import trail
from gopro.database import alias_of, atomic
from gopro.testing.facts import Told
from tests.apps.courses.factories import QUESTION, QUESTIONS, make_bank, make_course, make_drawing, make_lesson

pytestmark = pytest.mark.usefixtures("db")


def test_an_edit_is_a_new_version_and_the_same_again_none() -> None:
    bank = make_bank(course=make_course())
    edit_bank(bank_id=bank.id, changes={"questions": QUESTIONS[:2]}, editor_id=None)
    edit_bank(bank_id=bank.id, changes={"questions": QUESTIONS[:2]}, editor_id=None)
    bank.refresh_from_db()
    assert (bank.draft_version.n, len(bank.draft_version.questions)) == (2, 2)
    assert [len(version.questions) for version in bank.versions.order_by("n")] == [3, 2]
    assert [entry.action for entry in trail.entries("courses")] == ["courses.bank.edit", "courses.bank.create"]


@pytest.mark.parametrize("questions", [(), (QUESTION, QUESTION), ({**QUESTION, "answers": ["x"]},)])
def test_its_questions_are_like_those_of_a_quiz(questions) -> None:
    with pytest.raises(ContentRefused):
        create_bank(course_id=make_course().id, content=BankContent(title="B", questions=questions), editor_id=None)
    assert not Bank.objects.exists()


def test_the_database_itself_refuses_to_change_a_version() -> None:
    bank = make_bank(course=make_course())
    with pytest.raises(IntegrityError), transaction.atomic(using=alias_of("courses")):
        BankVersion.objects.filter(bank=bank).update(title="Changed")
    with pytest.raises(IntegrityError), transaction.atomic(using=alias_of("courses")):
        BankVersion.objects.filter(bank=bank).delete()


def test_learners_get_the_edited_bank_with_the_next_publication(told: Told) -> None:
    course = make_course()
    bank, quiz = make_drawing(lesson=make_lesson(course=course), count=2)
    publish_course(course_id=course.id, publisher_id=None)
    quiz.refresh_from_db()
    shown = quiz.published_version
    assert shown is not None
    edit_bank(bank_id=bank.id, changes={"questions": QUESTIONS[:2]}, editor_id=None)
    quiz.refresh_from_db()
    assert (quiz.published_version_id, shown.draws[0]["version"]) == (shown.id, 1)
    assert (quiz.draft_version.n, quiz.draft_version.draws[0]["version"]) == (2, 2)
    assert [fact.version for fact in told.of(ExerciseUpdated)] == [2]
    publish_course(course_id=course.id, publisher_id=None)
    quiz.refresh_from_db()
    assert quiz.published_version_id == quiz.draft_version_id


def test_a_bank_keeps_as_many_questions_as_are_drawn_from_it() -> None:
    course = make_course()
    bank, quiz = make_drawing(lesson=make_lesson(course=course), count=2)
    with pytest.raises(ContentRefused) as refusal:
        edit_bank(bank_id=bank.id, changes={"questions": QUESTIONS[:1]}, editor_id=None)
    assert refusal.value.fields == {"/questions": f"{quiz.slug} draws 2 of them."}
    with pytest.raises(BankInUse):
        retire_bank(bank_id=bank.id)
    edit_exercise(exercise_id=quiz.id, changes={"draws": (), "questions": (QUESTION,)}, editor_id=None)
    retire_bank(bank_id=bank.id)
    with pytest.raises(BankNotFound):
        edit_bank(bank_id=bank.id, changes={"title": "x"}, editor_id=None)
    assert BankVersion.objects.filter(bank=bank).count() == 1


def test_it_goes_with_its_course() -> None:
    course = make_course()
    make_drawing(lesson=make_lesson(course=course), count=1)
    kept = make_bank(course=make_course())
    with atomic("courses"):
        counts = remove(course_id=course.id)
        with connections[alias_of("courses")].cursor() as cursor:
            cursor.execute("SET LOCAL gopro.purging = 'off'")
    assert (counts["courses_bank"], counts["courses_bankversion"]) == (1, 1)
    assert list(Bank.objects.all()) == [kept]
