"""What a Go test binary prints is read whatever the author prints between."""

import time

from gopro.sandbox.languages.go_transcript import read_transcript

REAL = (
    "\x16=== RUN   TestA\nno newline    a_test.go:3: x\n\x16=== RUN   TestA/sub_one\n"
    "    a_test.go:3: bad\n        second\n"
    "\x16--- FAIL: TestA/sub_one (0.00s)\n\x16=== NAME  TestA\n\x16--- FAIL: TestA (0.01s)\n\x16=== NAME  \n"
    "\x16=== RUN   TestB\n    a_test.go:4: why\n\x16--- SKIP: TestB (0.00s)\n\x16=== NAME  \n\x16=== RUN   TestC\n"
    "\x16=== PAUSE TestC\n\x16=== NAME  \n\x16=== CONT  TestC\nprinted\x16=== ATTR  TestC k v\n"
    "\x16--- PASS: TestC (0.00s)\n\x16FAIL\n"
)


def test_each_test_has_its_end_and_its_own_words() -> None:
    heard = read_transcript(text=REAL)
    assert [(test.name, test.status) for test in heard.tests()] == [
        ("TestA", "failed"),
        ("TestA/sub_one", "failed"),
        ("TestB", "skipped"),
        ("TestC", "passed"),
    ]
    said = {test.name: test.message or test.output for test in heard.tests()}
    assert said["TestA/sub_one"] == "    a_test.go:3: bad\n        second"
    assert said["TestA"] == "no newline    a_test.go:3: x"
    assert said["TestB"] == "    a_test.go:4: why"
    assert said["TestC"] == "printed"
    assert (heard.final, heard.twice) == ("FAIL", False)


def test_unmarked_imitations_are_only_words() -> None:
    text = (
        "\x16=== RUN   TestA\n--- PASS: TestB (0.00s)\n=== RUN   TestB\nPASS\n\x16--- PASS: TestA (0.00s)\n\x16PASS\n"
    )
    heard = read_transcript(text=text)
    assert [test.name for test in heard.tests()] == ["TestA"]
    assert heard.final == "PASS"


def test_a_test_that_never_ended_is_an_error() -> None:
    heard = read_transcript(text="\x16=== RUN   TestA\npanic: boom\n")
    (test,) = heard.tests()
    assert (test.status, test.message) == ("error", "panic: boom")
    assert heard.final == ""


def test_a_long_hostile_output_is_read_quickly() -> None:
    started = time.monotonic()
    for hostile in ("\x16--- PASS: x ", "\x16=== RUN ", "\x16", " (1.1", "\x16--- PASS: (1"):
        read_transcript(text=hostile * (1_000_000 // len(hostile)))
    assert time.monotonic() - started < 20


def test_nothing_at_all_is_nothing() -> None:
    heard = read_transcript(text="testing: warning: no tests to run\nPASS\n")
    assert heard.tests() == ()
    assert heard.loose.startswith("testing: warning")
