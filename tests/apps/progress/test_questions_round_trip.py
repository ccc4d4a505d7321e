"""Author, version, learner's view, submission, grade: for random questions of each kind, over both rooms."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from apps.progress.ports import Asked
from apps.progress.services import draws
from gopro.numbers import parse_number
from tests.apps.courses.factories import make_bank, make_course, make_drawing, make_lesson, make_quiz
from tests.apps.progress.takers import Taker, published, told

pytestmark = pytest.mark.django_db

TEXTS = st.lists(st.text(alphabet="abcdefghijklmnop", min_size=1, max_size=8), min_size=3, max_size=6, unique=True)
type Drawing = Callable[[st.SearchStrategy[Any]], Any]
type Question = dict[str, Any]


def question(kind: str, **members: Any) -> Question:
    return {"kind": kind, "prompt": kind, "choices": [], "answers": [], "tolerance": "0", "explanation": "", **members}


@st.composite
def single(draw: Drawing) -> Question:
    choices = draw(TEXTS)
    return question("single", choices=choices, answers=[str(draw(st.integers(0, len(choices) - 1)))])


@st.composite
def multiple(draw: Drawing) -> Question:
    choices = draw(TEXTS)
    right = draw(st.sets(st.integers(0, len(choices) - 1), min_size=1))
    return question("multiple", choices=choices, answers=[str(one) for one in right])


@st.composite
def ordering(draw: Drawing) -> Question:
    choices = draw(TEXTS)
    order = draw(st.permutations(range(len(choices))))
    return question("ordering", choices=choices, answers=[str(one) for one in order])


@st.composite
def matching(draw: Drawing) -> Question:
    choices, matches = draw(TEXTS), draw(TEXTS)
    partner = st.integers(0, len(matches) - 1)
    partners = draw(st.lists(partner, min_size=len(choices), max_size=len(choices)))
    return question("matching", choices=choices, matches=matches, answers=[str(one) for one in partners])


@st.composite
def numeric(draw: Drawing) -> Question:
    number = draw(st.decimals(min_value=-1000, max_value=1000, places=3))
    return question("numeric", answers=[str(number)], tolerance=str(draw(st.sampled_from(["0", "0.5", "1e-3"]))))


@st.composite
def text(draw: Drawing) -> Question:
    words = draw(TEXTS)
    return question("text", answers=words, strict=draw(st.lists(st.sampled_from(["case", "spaces"]), unique=True)))


KINDS = [single(), multiple(), ordering(), matching(), numeric(), text()]


def right_answer(written: Question, asked: Asked) -> Any:
    """As a learner gives it who knows what is right, and sees what is shown."""
    choices, kind = written["choices"], written["kind"]
    if kind in {"single", "multiple", "ordering"}:
        positions = told(asked, *(choices[int(answer)] for answer in written["answers"]))
        return positions[0] if kind == "single" else positions
    if kind == "matching":
        return told(asked, *(written["matches"][int(answer)] for answer in written["answers"]))
    return written["answers"][-1]


def changed(answer: Any, written: Question, asked: Asked) -> list[Any]:
    """Single changes, each of which is wrong and none of which is refused."""
    kind = written["kind"]
    if kind == "single":
        return [position for position in range(len(asked.choices)) if position != answer]
    if kind == "multiple":
        return [sorted(set(answer) ^ {position}) for position in range(len(asked.choices))]
    if kind == "ordering":
        return [[*answer[:at], answer[at + 1], answer[at], *answer[at + 2 :]] for at in range(len(answer) - 1)]
    if kind == "matching":
        most = len(asked.matches)
        return [[*answer[:at], (answer[at] + 1) % most, *answer[at + 1 :]] for at in range(len(answer))]
    if kind == "numeric":
        far = parse_number(written["tolerance"]) + parse_number("1e-6")
        return [str(parse_number(answer) + far), str(parse_number(answer) - far)]
    return [f"{answer}z", f"z{answer}"]


@pytest.mark.parametrize("is_drawn", [False, True], ids=["all", "drawn"])
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(questions=st.tuples(*KINDS))
def test_what_is_right_passes_and_each_single_change_of_it_fails(is_drawn: bool, questions: tuple[Question, ...]):
    written = tuple({**one, "key": one["kind"]} for one in questions)
    taker = Taker(exercise=published(_exercise(written, is_drawn=is_drawn)))
    asked = {one.key: one for one in _asked(taker, is_drawn=is_drawn)}
    by_key = {f"bank.{one['key']}" if is_drawn else one["key"]: one for one in written}
    right = {key: right_answer(by_key[key], asked[key]) for key in asked}
    passed = taker.graded(right)
    assert (passed.status, len(passed.tests)) == ("passed", len(asked))
    for key in asked:
        for wrong in changed(right[key], by_key[key], asked[key])[:2]:
            _assert_fails_alone(taker, right, key=key, wrong=wrong, is_drawn=is_drawn)


def _assert_fails_alone(taker: Taker, right: Mapping[str, Any], *, key: str, wrong: Any, is_drawn: bool) -> None:
    if is_drawn:
        taker.draw()
    failed = taker.graded({**right, key: wrong})
    assert failed.status == "failed"
    assert [line["name"] for line in failed.tests if line["status"] != "passed"] == [key], (key, wrong)


def _exercise(written: tuple[Question, ...], *, is_drawn: bool) -> Any:
    course = make_course()
    lesson = make_lesson(course=course)
    if not is_drawn:
        return make_quiz(lesson=lesson, questions=written)
    bank = make_bank(course=course, title="Bank", questions=written)
    return make_drawing(lesson=lesson, bank=bank, count=4)[1]


def _asked(taker: Taker, *, is_drawn: bool) -> tuple[Asked, ...]:
    if is_drawn:
        return taker.asked()
    return draws.asked_in(taker.hand_in({}))
