"""The rules of a pass, each alone."""

from collections.abc import Mapping

import pytest

from gopro.sandbox import contract
from gopro.sandbox.contract import TestStatus
from gopro.sandbox.languages.interface import Ending, Transcript
from gopro.sandbox.verdict import judge


def transcript(tests: Mapping[str, TestStatus], *, ending: Ending = "finished", complete: bool = True) -> Transcript:
    outcomes = tuple(contract.TestOutcome(name=name, status=status) for name, status in tests.items())
    return Transcript(ending=ending, tests=outcomes, complete=complete, message="why")


@pytest.mark.parametrize(
    ("tests", "expected", "status"),
    [
        ({"A": "passed"}, {"A": "PASS"}, "passed"),
        ({"A": "skipped"}, {"A": "SKIP"}, "passed"),
        ({"A": "skipped"}, {"A": "PASS"}, "error"),
        ({"A": "passed"}, {"A": "SKIP"}, "error"),
        ({"A": "passed"}, {"A": "PASS", "B": "PASS"}, "error"),
        ({"A": "passed", "B": "passed"}, {"A": "PASS"}, "error"),
        ({"A": "passed", "B": "failed"}, {"A": "PASS"}, "failed"),
        ({"A": "passed", "B": "error"}, {"A": "PASS", "B": "PASS"}, "error"),
        ({}, {"A": "PASS"}, "error"),
        ({}, {}, "ungraded"),
        ({}, None, "ungraded"),
        ({"A": "passed", "B": "skipped"}, None, "passed"),
    ],
)
def test_only_what_was_recorded_is_a_pass(
    tests: dict[str, TestStatus], expected: dict[str, str] | None, status: str
) -> None:
    assert judge(transcript=transcript(tests), expected=expected).status == status


@pytest.mark.parametrize(
    ("ending", "status"),
    [("crashed", "error"), ("refused", "error"), ("timeout", "timeout"), ("compile_error", "compile_error")],
)
def test_an_early_end_is_never_a_pass(ending: Ending, status: str) -> None:
    outcome = judge(transcript=transcript({"A": "passed"}, ending=ending, complete=False), expected={"A": "PASS"})
    assert (outcome.status, outcome.message) == (status, "why")


def test_all_names_without_the_final_word_are_no_pass() -> None:
    outcome = judge(transcript=transcript({"A": "passed"}, complete=False), expected={"A": "PASS"})
    assert outcome.status == "error"


def test_a_test_that_did_not_run_says_so() -> None:
    outcome = judge(transcript=transcript({"A": "failed"}), expected={"A": "PASS", "B": "PASS"})
    assert [(test.name, test.status, test.message) for test in outcome.tests] == [
        ("A", "failed", ""),
        ("B", "error", "This test was not executed."),
    ]
