"""What a Go test binary says under `-test.v=test2json`: marked lines of the framework between lines of the author's."""

import re
from dataclasses import dataclass, field
from typing import Final

from gopro.sandbox.contract import MESSAGE_CHARS, OUTPUT_CHARS, TestOutcome, TestStatus

MARKED: Final = re.compile(
    r"\x16(?:=== (?P<event>RUN|NAME|PAUSE|CONT)[ ]+(?P<current>[^\n]*)"
    r"|[ ]*--- (?P<result>PASS|FAIL|SKIP): (?P<name>[^\n\x16]+?) \(\d+\.\d+s\)"
    r"|=== (?:ATTR|ARTIFACTS)[^\n]*"
    r"|(?P<final>PASS|FAIL)(?=\n|$))\n?"
)
SILENT: Final[dict[TestStatus, str]] = {
    "failed": "The test failed without saying why.",
    "error": "The test began and did not end.",
}
STATUS: Final[dict[str, TestStatus]] = {"PASS": "passed", "FAIL": "failed", "SKIP": "skipped"}


@dataclass(kw_only=True, slots=True)
class GoTranscript:
    """`ends` holds every end reported of a test: a second one for the same name is a forgery, told by `twice`."""

    order: list[str] = field(default_factory=list)
    ends: dict[str, TestStatus] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)
    loose: str = ""
    final: str = ""
    twice: bool = False

    def tests(self) -> tuple[TestOutcome, ...]:
        """A test that began and never ended is an error; one that failed says what it said as its message."""
        return tuple(self._outcome(name=name) for name in self.order)

    def _outcome(self, *, name: str) -> TestOutcome:
        status = self.ends.get(name, "error")
        said = self.said.get(name, "").strip("\n")
        if status == "passed":
            return TestOutcome(name=name, status=status, output=said[:OUTPUT_CHARS])
        message = said or SILENT.get(status, "")
        return TestOutcome(name=name, status=status, message=message[:MESSAGE_CHARS], output=said[:OUTPUT_CHARS])

    def begin(self, *, name: str) -> None:
        if name and name not in self.said:
            self.order.append(name)
            self.said[name] = ""

    def say(self, *, name: str, text: str) -> None:
        if name:
            self.said[name] += text
        else:
            self.loose += text

    def end(self, *, name: str, result: str) -> None:
        self.begin(name=name)
        self.twice = self.twice or name in self.ends
        self.ends[name] = STATUS[result]


def read_transcript(*, text: str) -> GoTranscript:
    transcript = GoTranscript()
    current, position = "", 0
    for mark in MARKED.finditer(text):
        transcript.say(name=current, text=text[position : mark.start()])
        position = mark.end()
        if mark["event"]:
            current = mark["current"].strip()
            transcript.begin(name=current)
        elif mark["result"]:
            current = mark["name"]
            transcript.end(name=current, result=mark["result"])
        elif mark["final"]:
            current = ""
            transcript.final = mark["final"]
    transcript.say(name=current, text=text[position:])
    return transcript
