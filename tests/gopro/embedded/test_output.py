"""One line for eyes, one for programs."""

import datetime
import io
import json

from honcho.printer import Message

from gopro.embedded.output import Output

TIME = datetime.datetime(2026, 11, 24, 8, 30)


def printed(data: bytes | str) -> tuple[str, list[dict[str, object]]]:
    terminal, log = io.StringIO(), io.StringIO()
    Output(terminal=terminal, log=log).write(Message(type="line", data=data, time=TIME, name="web", colour=None))
    return terminal.getvalue(), [json.loads(line) for line in log.getvalue().splitlines()]


def test_json_is_shortened_for_eyes_and_kept_for_programs():
    record = {"timestamp": "t", "level": "warning", "service": "web", "event": "slow", "path": "/x", "user": None}
    assert printed(json.dumps(record).encode() + b"\n") == ("08:30:00 web | WARNING slow path=/x\n", [record])


def test_plain_lines_stay_for_eyes_and_become_json_for_programs():
    terminal, log = printed(b"{not json}\n\xff\n")
    assert terminal == "08:30:00 web | {not json}\n08:30:00 web | \ufffd\n"
    assert log == [
        {"timestamp": "2026-11-24T08:30:00", "service": "web", "event": "{not json}"},
        {"timestamp": "2026-11-24T08:30:00", "service": "web", "event": "\ufffd"},
    ]
