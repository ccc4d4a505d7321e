"""What a question must be like, kind by kind."""

from typing import Any

import pytest

from apps.courses.services.questions.rules import faults


def question(kind: str, **members: Any) -> dict[str, Any]:
    empty = {"key": "q", "prompt": "?", "choices": [], "answers": [], "tolerance": "0", "explanation": ""}
    return {**empty, "kind": kind, **members}


ABC, XYZ = ["a", "b", "c"], ["x", "y", "z"]


@pytest.mark.parametrize(
    "good",
    [
        question("single", choices=ABC, answers=["1"]),
        question("multiple", choices=ABC, answers=["2", "0"]),
        question("ordering", choices=ABC, answers=["2", "0", "1"]),
        question("matching", choices=ABC, matches=[*XYZ, "none"], answers=["0", "2", "2"]),
        question("numeric", answers=["3,5"], tolerance="1e-3", relative_tolerance="0.01"),
        question("text", answers=["go"], strict=["case"], pattern="go+"),
        question("text", pattern="go+"),
    ],
    ids=lambda good: good["kind"],
)
def test_what_is_taken(good: dict[str, Any]) -> None:
    assert list(faults([good])) == []


@pytest.mark.parametrize(
    ("bad", "member"),
    [
        (question("odd"), "kind"),
        (question("single", choices=ABC, answers=["3"]), "answers"),
        (question("single", choices=ABC, answers=["0", "1"]), "answers"),
        (question("multiple", choices=ABC, answers=[]), "answers"),
        (question("multiple", choices=ABC, answers=["0", "0"]), "answers"),
        (question("ordering", choices=["a"], answers=["0"]), "choices"),
        (question("ordering", choices=["a", " a "], answers=["0", "1"]), "choices"),
        (question("ordering", choices=["a", " "], answers=["0", "1"]), "choices"),
        (question("ordering", choices=ABC, answers=["0", "1"]), "answers"),
        (question("ordering", choices=ABC, answers=["0", "1", "1"]), "answers"),
        (question("ordering", choices=ABC, answers=["0", "1", "x"]), "answers"),
        (question("ordering", choices=ABC, matches=XYZ, answers=["0", "1", "2"]), "matches"),
        (question("matching", choices=ABC, matches=XYZ, answers=["0", "1"]), "answers"),
        (question("matching", choices=ABC, matches=XYZ, answers=["0", "1", "3"]), "answers"),
        (question("matching", choices=ABC, matches=["x"], answers=["0", "0", "0"]), "matches"),
        (question("matching", choices=["a", "a"], matches=XYZ, answers=["0", "0"]), "choices"),
        (question("numeric", answers=["5 km"]), "answers"),
        (question("numeric", answers=["nan"]), "answers"),
        (question("numeric", answers=["1", "2"]), "answers"),
        (question("numeric", answers=["1"], tolerance="-1"), "tolerance"),
        (question("numeric", answers=["1"], relative_tolerance="1 %"), "relative_tolerance"),
        (question("numeric", answers=["1"], pattern="1"), "pattern"),
        (question("text"), "answers"),
        (question("text", answers=[" "]), "answers"),
        (question("text", answers=["a"], strict=["colour"]), "strict"),
        (question("text", answers=["a"], pattern=r"(a)\1"), "pattern"),
        (question("text", answers=["a"], relative_tolerance="0.1"), "relative_tolerance"),
    ],
)
def test_what_is_refused_is_told_at_its_member(bad: dict[str, Any], member: str) -> None:
    found = dict(faults([bad]))
    assert f"/questions/0/{member}" in found
    assert all(found.values())


def test_a_key_stands_once() -> None:
    good = question("text", answers=["a"])
    assert dict(faults([good, good])) == {"/questions/1/key": "This key stands twice."}
