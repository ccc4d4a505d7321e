"""What an answer to each kind looks like."""

import pytest

from apps.progress.ports import Question
from apps.progress.services.answers import LONGEST_TEXT, NOT_ASKED, faults

ONE = "The position of one choice, from 0 to 2."
SEVERAL = "A list of positions of choices, from 0 to 2, each once."
ALL = "A list of all positions from 0 to 2 in your order, each once."
PARTNERS = "A list of 3 positions: for each choice that of its partner, from 0 to 3."
TEXT = f"One text of at most {LONGEST_TEXT:,} characters."
PLAIN = "A text, a number, or a list of them."
UNIT = "The number alone, without a unit or anything else behind it."


def question(kind: str) -> Question:
    return Question(key="q", kind=kind, answers=("0",), choices=3, matches=4)


@pytest.mark.parametrize(
    ("kind", "answer", "reason"),
    [
        ("single", 0, ""), ("single", "2", ""), ("single", [1], ""),
        ("single", 3, ONE), ("single", -1, ONE), ("single", [0, 1], ONE), ("single", "x", ONE), ("single", 1.0, ONE),
        ("single", True, PLAIN), ("single", [], ONE),
        ("multiple", [0, "2"], ""), ("multiple", 1, ""), ("multiple", [], ""),
        ("multiple", [0, 0], SEVERAL), ("multiple", [3], SEVERAL), ("multiple", [0, False], PLAIN),
        ("ordering", [2, 0, 1], ""), ("ordering", ["0", "1", "2"], ""),
        ("ordering", [0, 1], ALL), ("ordering", [0, 1, 1], ALL), ("ordering", 0, ALL), ("ordering", [0, 1, 3], ALL),
        ("matching", [3, 0, 0], ""), ("matching", ["1", "2", "3"], ""),
        ("matching", [0, 1], PARTNERS), ("matching", [0, 1, 4], PARTNERS), ("matching", 1, PARTNERS),
        ("numeric", 3, ""), ("numeric", "3,5", ""), ("numeric", 2.5, ""), ("numeric", ["1e3"], ""),
        ("numeric", "5 km", UNIT), ("numeric", [1, 2], "One number."), ("numeric", True, PLAIN),
        ("numeric", float("inf"), "A number such as 3, -2.5 or 1e3."),
        ("text", "", ""), ("text", "go", ""), ("text", 42, ""),
        ("text", "x" * (LONGEST_TEXT + 1), TEXT), ("text", ["a", "b"], TEXT), ("text", True, PLAIN),
    ],
)  # fmt: skip
def test_each_kind(kind: str, answer: object, reason: str) -> None:
    assert faults(questions=[question(kind)], answers={"q": answer}).get("/answers/q", "") == reason


def test_no_answer_is_no_fault_and_one_to_another_question_is() -> None:
    assert faults(questions=[question("single")], answers={}) == {}
    assert faults(questions=[question("single")], answers={"a/b~c": 1}) == {"/answers/a~1b~0c": NOT_ASKED}
