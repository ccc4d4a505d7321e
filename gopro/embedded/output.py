"""What the processes print: short lines for eyes in the terminal, JSON lines for programs in a file."""

import json
from typing import Any, TextIO

from honcho.printer import Message, Printer

FOR_PROGRAMS = {"timestamp", "level", "service", "event", "logger", "trace_id", "request_id"}


class Output(Printer):  # type: ignore[misc]  # honcho ships no types
    """The terminal, and the same in a file."""

    def __init__(self, *, terminal: TextIO, log: TextIO) -> None:
        super().__init__(terminal)
        self._log = log

    def write(self, message: Message) -> None:
        for line in _text(message.data).splitlines():
            record = _record(line)
            super().write(message._replace(data=readable(record) if record else line or " "))
            plain = {"timestamp": message.time.isoformat(), "service": message.name, "event": line}
            print(json.dumps(record or plain, ensure_ascii=False), file=self._log, flush=True)


def readable(record: dict[str, Any]) -> str:
    """The event and what is particular to it; the level only when it is not the usual one."""
    level = record.get("level", "info")
    details = (f"{key}={value}" for key, value in record.items() if key not in FOR_PROGRAMS and value is not None)
    return " ".join([*([] if level == "info" else [level.upper()]), str(record["event"]), *details])


def _text(data: bytes | str) -> str:
    return data.decode("utf-8", "replace") if isinstance(data, bytes) else data


def _record(line: str) -> dict[str, Any] | None:
    if not line.startswith("{"):
        return None
    try:
        record = json.loads(line)
    except ValueError:
        return None
    return record if isinstance(record, dict) and "event" in record else None
