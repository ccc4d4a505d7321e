"""The verdict: a pass only when the tests recorded of the reference all ran, and nothing else."""

from collections.abc import Mapping
from typing import Final

from gopro.sandbox.contract import MESSAGE_CHARS, Outcome, Status, TestOutcome, TestStatus
from gopro.sandbox.languages.interface import Transcript

WANTED: Final[Mapping[str, TestStatus]] = {"PASS": "passed", "SKIP": "skipped"}
NOT_EXECUTED: Final = "This test was not executed."


def judge(*, transcript: Transcript, expected: Mapping[str, str] | None) -> Outcome:
    """Without `expected`, whatever ran is what was wanted."""
    wanted = dict(expected) if expected is not None else {test.name: "" for test in transcript.tests}
    tests = transcript.tests + tuple(_missing(transcript=transcript, wanted=wanted))
    status, message = _status(transcript=transcript, tests=tests, wanted=wanted)
    return Outcome(
        status=status,
        tests=tests,
        message=message[:MESSAGE_CHARS],
        compile_ms=transcript.compile_ms,
        run_ms=transcript.run_ms,
    )


def _missing(*, transcript: Transcript, wanted: Mapping[str, str]) -> list[TestOutcome]:
    if transcript.ending in ("compile_error", "refused"):
        return []
    ran = {test.name for test in transcript.tests}
    return [TestOutcome(name=name, status="error", message=NOT_EXECUTED) for name in wanted if name not in ran]


def _status(*, transcript: Transcript, tests: tuple[TestOutcome, ...], wanted: Mapping[str, str]) -> tuple[Status, str]:
    if transcript.ending in ("compile_error", "timeout"):
        return transcript.ending, transcript.message
    if transcript.ending == "refused":
        return "error", transcript.message
    if any(test.status == "failed" for test in tests):
        return "failed", transcript.message
    if transcript.ending == "crashed":
        return "error", transcript.message
    if not tests:
        return "ungraded", "There are no tests."
    odd = [test.name for test in tests if not _as_wanted(test=test, wanted=wanted)]
    if odd:
        return "error", f"{len(odd)} of {len(tests)} tests did not run as they do for the reference: {odd[0]}."
    if not transcript.complete:
        return "error", "The program ended before its tests did."
    return "passed", ""


def _as_wanted(*, test: TestOutcome, wanted: Mapping[str, str]) -> bool:
    if test.name not in wanted:
        return False
    want = wanted[test.name]
    return test.status == WANTED[want] if want else test.status in ("passed", "skipped")
