"""Mail that the embedded default writes to a folder instead of sending it."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import Path

from gopro.errors import NotFound

SEPARATOR = b"\n" + b"-" * 79 + b"\n"  # what Django's file backend writes after each message
NEWEST = 100


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    name: str
    to: str
    subject: str
    sent_at: datetime
    text: str
    html: str


def newest(folder: Path) -> list[Message]:
    """The newest messages first, at most NEWEST."""
    files = sorted(folder.glob("*.log"), key=lambda file: file.stat().st_mtime, reverse=True)
    return [message for file in files[:NEWEST] for message in reversed(_messages(file))][:NEWEST]


def find(folder: Path, *, name: str) -> Message:
    found = next((message for message in newest(folder) if message.name == name), None)
    if found is None:
        raise NotFound(f"There is no such mail among the newest {NEWEST}.")
    return found


def _messages(file: Path) -> list[Message]:
    parts = [part for part in file.read_bytes().split(SEPARATOR) if part.strip()]
    return [_message(part, name=f"{file.stem}-{number}") for number, part in enumerate(parts)]


def _message(raw: bytes, *, name: str) -> Message:
    parsed: EmailMessage = message_from_bytes(raw, policy=policy.default)
    return Message(
        name=name,
        to=parsed["To"],
        subject=parsed["Subject"],
        sent_at=parsedate_to_datetime(parsed["Date"]),
        text=_body(parsed, "plain"),
        html=_body(parsed, "html"),
    )


def _body(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return part.get_content() if part else ""
