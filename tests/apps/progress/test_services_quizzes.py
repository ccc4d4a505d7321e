"""Marking, for any question: the right answer passes, and each change of it fails."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from apps.progress.ports import Question
from apps.progress.services import quizzes

WORDS = st.text(alphabet="abcdefgh", min_size=1, max_size=8)
NUMBERS = st.decimals(min_value=-(10**9), max_value=10**9, places=6)


def is_right(question: Question, answer: Any) -> bool:
    return quizzes.mark(questions=[question], answers={"q": answer}).status == "passed"


def question(kind: str, *answers: str, **more: Any) -> Question:
    return Question(key="q", kind=kind, answers=answers, **more)


@given(st.integers(2, 20), st.data())
def test_choices(count: int, data: st.DataObject) -> None:
    right = sorted(data.draw(st.sets(st.integers(0, count - 1), min_size=1)))
    asked = question("multiple", *map(str, right), choices=count)
    assert is_right(asked, right)
    assert is_right(asked, [str(one) for one in reversed(right)])
    for index in range(count):
        changed = set(right) ^ {index}
        assert not is_right(asked, sorted(changed))
    single = question("single", str(right[0]), choices=count)
    assert [index for index in range(count) if is_right(single, index)] == [right[0]]


@given(st.permutations(range(6)))
def test_an_order(order: list[int]) -> None:
    asked = question("ordering", *map(str, order), choices=6)
    assert is_right(asked, order)
    for index in range(5):
        changed = list(order)
        changed[index], changed[index + 1] = changed[index + 1], changed[index]
        assert not is_right(asked, changed)


@given(st.lists(st.integers(0, 5), min_size=2, max_size=6))
def test_partners(partners: list[int]) -> None:
    asked = question("matching", *map(str, partners), choices=len(partners), matches=6)
    assert is_right(asked, partners)
    for index, partner in enumerate(partners):
        for other in set(range(6)) - {partner}:
            assert not is_right(asked, [*partners[:index], other, *partners[index + 1 :]])


@given(NUMBERS, st.decimals(min_value=0, max_value=1000, places=6))
def test_a_number_is_as_far_off_as_it_may_be_and_no_further(right: Decimal, tolerance: Decimal) -> None:
    asked = question("numeric", str(right), tolerance=tolerance)
    step = Decimal("1e-12")
    for edge in (right - tolerance, right, right + tolerance):
        assert is_right(asked, f"{edge:f}")
    assert not is_right(asked, f"{right + tolerance + step:f}")
    assert not is_right(asked, f"{right - tolerance - step:f}")


@given(st.decimals(min_value=1, max_value=10**9, places=3), st.integers(1, 99))
def test_a_part_of_the_answer(right: Decimal, percent: int) -> None:
    part = Decimal(percent) / 100
    asked = question("numeric", str(right), relative_tolerance=part)
    assert is_right(asked, f"{right + right * part:f}")
    assert is_right(asked, f"{right - right * part:f}")
    assert not is_right(asked, f"{right + right * part + Decimal('1e-9'):f}")


@pytest.mark.parametrize(
    ("asked", "right", "wrong"),
    [
        (question("numeric", "0.3"), ["0.3", 0.3, "0,30", "3e-1"], [0.1 + 0.2, "0.30000000000000001"]),
        (question("numeric", "1e3"), [1000, "1000.0", "1E3"], ["1,000", "1000 m"]),
        (question("numeric", "1000", tolerance=Decimal(1), relative_tolerance=Decimal("0.01")), [990, 1010], [989]),
        (question("text", "Go", strict=frozenset({"case"})), ["Go", " Go "], ["go", "GO"]),
        (question("text", "a = 1", strict=frozenset({"spaces"})), ["a = 1", "A = 1"], ["a  = 1", "a = 1 "]),
        (question("text", "defer", "go defer"), ["Go  Defer"], ["go"]),
        (question("text", pattern="colou?r"), ["color", "Colour", " COLOUR "], ["colours", "my color"]),
        (question("text", "x", pattern="[a-c]", strict=frozenset({"case"})), ["x", "b"], ["X", "B"]),
        (question("text", pattern="("), [], ["(", ""]),
        (question("text", "x"), ["x"], [""]),
    ],
)
def test_numbers_and_texts(asked: Question, right: list[Any], wrong: list[Any]) -> None:
    assert [answer for answer in right if not is_right(asked, answer)] == []
    assert [answer for answer in wrong if is_right(asked, answer)] == []


@given(WORDS, st.data())
def test_a_word(word: str, data: st.DataObject) -> None:
    asked = question("text", word)
    assert is_right(asked, word.upper())
    index = data.draw(st.integers(0, len(word) - 1))
    assert not is_right(asked, f"{word[:index]}z{word[index + 1 :]}")
    assert not is_right(asked, word[:index] + word[index + 1 :])


def test_only_who_is_right_is_told_why() -> None:
    asked = question("single", "1", explanation="Since it is.")
    lines = [quizzes.mark(questions=[asked], answers=answers).tests[0] for answers in ({"q": 1}, {"q": 0}, {})]
    assert [line.output for line in lines] == ["Since it is.", "", ""]
    assert [line.message for line in lines] == ["", "", "Not answered."]


def test_the_drawn_ones_in_their_order() -> None:
    all_three = [Question(key=key, kind="text", answers=(key,)) for key in "abc"]
    assert [one.key for one in quizzes.chosen(questions=all_three, keys=["c", "a"])] == ["c", "a"]
