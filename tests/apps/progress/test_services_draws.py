"""Draws: others for each learner, the same until they are handed in, and nobody chooses."""

from itertools import pairwise

import pytest

from apps.courses.models.content import Exercise
from apps.courses.services.banks import edit_bank
from apps.progress.errors import DrawNotFound, NotEnrolled, NothingDrawn, NothingToDraw, UnusableSubmission
from apps.progress.models import Draw, Submission
from apps.progress.services import draws, grading
from apps.progress.services.answers import NOT_ASKED
from gopro.identifiers import uuid7
from tests.apps.courses.factories import QUESTION, make_bank, make_course, make_drawing, make_lesson, make_quiz
from tests.apps.progress.takers import Taker, published

pytestmark = pytest.mark.django_db
MANY = tuple({**QUESTION, "key": f"n{number}", "answers": [str(number)]} for number in range(30))


@pytest.fixture
def quiz() -> Exercise:
    return published(drawing())


def drawing(count: int = 5, **content: object) -> Exercise:
    course = make_course()
    bank = make_bank(course=course, title="Sums", questions=MANY)
    return make_drawing(lesson=make_lesson(course=course), bank=bank, count=count, **content)[1]


def right(keys: list[str]) -> dict[str, int]:
    return {key: int(key.removeprefix("sums.n")) for key in keys}


def test_each_learner_is_asked_others_and_always_the_same(quiz: Exercise) -> None:
    takers = [Taker(exercise=quiz) for _ in range(12)]
    drawn = [taker.draw().keys for taker in takers]
    assert all(len(set(keys)) == 5 for keys in drawn)
    assert all(one != other for one, other in pairwise(drawn))
    assert [taker.draw().keys for taker in takers] == drawn
    assert Draw.objects.count() == 12
    assert {key for keys in drawn for key in keys} <= {f"sums.n{number}" for number in range(30)}


def test_a_grade_knows_what_was_asked(quiz: Exercise) -> None:
    taker = Taker(exercise=quiz)
    keys = taker.draw().keys
    done = taker.graded(right(keys))
    assert (done.status, [line["name"] for line in done.tests]) == ("passed", keys)
    assert Draw.objects.get().submission_id == done.id
    failed = taker.draw()
    assert failed.attempt == 2
    wrong = taker.graded({**right(keys), keys[0]: 99})
    assert (wrong.status, [line["status"] for line in wrong.tests]) == ("failed", ["failed", *["passed"] * 4])
    assert [one.key for one in draws.asked_in(wrong)] == keys


@pytest.mark.parametrize("redraws", [True, False])
def test_a_new_attempt_draws_anew_where_its_author_says_so(redraws: bool) -> None:
    taker = Taker(exercise=published(drawing(redraws=redraws)))
    drawn = []
    for _ in range(3):
        drawn.append(taker.draw().keys)
        taker.hand_in({})
    assert (drawn[0] != drawn[1], drawn[1] != drawn[2]) == (redraws, redraws)
    assert list(Draw.objects.order_by("attempt").values_list("attempt", flat=True)) == [1, 2, 3]


def test_own_questions_are_asked_beside_drawn_ones_or_drawn_too() -> None:
    course = make_course()
    bank, lesson = make_bank(course=course, title="Sums", questions=MANY), make_lesson(course=course)
    own = tuple({**QUESTION, "key": f"own{number}"} for number in range(4))
    both, fewer = (
        make_quiz(lesson=lesson, questions=own, draws=draws)
        for draws in (
            ({"bank": str(bank.id), "count": 2},),
            ({"bank": str(bank.id), "count": 2}, {"bank": "", "count": 1}),
        )
    )
    published(both)
    counts = []
    for exercise in (both, fewer):
        keys = Taker(exercise=exercise, user_id=uuid7()).draw().keys
        counts.append((len(keys), sum(key.startswith("own") for key in keys)))
    assert counts == [(6, 4), (3, 1)]


def test_answers_to_what_was_not_drawn_are_refused_like_those_to_nothing(quiz: Exercise) -> None:
    taker = Taker(exercise=quiz)
    keys = taker.draw().keys
    other = next(f"sums.n{number}" for number in range(30) if f"sums.n{number}" not in keys)
    for key in (other, "sums.n99", "n1", "x"):
        with pytest.raises(UnusableSubmission) as refusal:
            taker.hand_in({**right(keys), key: 1})
        assert refusal.value.fields == {f"/answers/{key}": NOT_ASKED}
    assert not Submission.objects.exists()


def test_nothing_is_handed_in_that_was_not_drawn(quiz: Exercise) -> None:
    taker = Taker(exercise=quiz)
    with pytest.raises(DrawNotFound):
        draws.drawn_questions(user_id=taker.user_id, exercise_id=quiz.id)
    with pytest.raises(NothingDrawn):
        taker.hand_in({"sums.n1": 1})
    taker.draw()
    taker.hand_in({})
    with pytest.raises(NothingDrawn):
        taker.hand_in({})


def test_only_who_is_enrolled_draws_and_only_where_something_is_drawn(quiz: Exercise) -> None:
    with pytest.raises(NotEnrolled):
        draws.draw_questions(user_id=uuid7(), exercise_id=quiz.id)
    plain = published(make_quiz(lesson=make_lesson(course=make_course())))
    with pytest.raises(NothingToDraw):
        Taker(exercise=plain).draw()
    assert not Draw.objects.exists()


def test_an_edited_bank_changes_nothing_for_who_follows_the_version(quiz: Exercise) -> None:
    taker = Taker(exercise=quiz)
    asked = taker.asked()
    changed = tuple({**question, "prompt": "Changed", "answers": ["-1"]} for question in MANY)
    [bank] = quiz.course.banks.all()
    edit_bank(bank_id=bank.id, changes={"questions": changed}, editor_id=None)
    assert taker.asked() == asked
    assert taker.graded(right(taker.draw().keys)).status == "passed"


def test_while_courses_is_away_a_drawn_attempt_is_taken_all_the_same(quiz: Exercise, settings) -> None:
    taker = Taker(exercise=quiz)
    keys = taker.draw().keys
    settings.ROOMS_HERE = ("progress",)
    with pytest.raises(UnusableSubmission):
        taker.hand_in({"sums.other": 1})
    made = taker.hand_in(right(keys))
    settings.ROOMS_HERE = ("progress", "courses")
    grading.grade(submission_id=made.id)
    made.refresh_from_db()
    assert made.status == "passed"


def test_an_attempt_without_a_draw_is_no_pass(quiz: Exercise, settings) -> None:
    """Taken while courses was away, of a quiz that draws."""
    taker = Taker(exercise=quiz)
    settings.ROOMS_HERE = ("progress",)
    made = taker.hand_in({"sums.n1": 1})
    settings.ROOMS_HERE = ("progress", "courses")
    grading.grade(submission_id=made.id)
    made.refresh_from_db()
    assert (made.status, made.message) == ("error", "No questions were drawn for this attempt.")
