"""A fact as a Kafka record and back: CloudEvents 1.0 in binary mode, as any CloudEvents library reads and writes it.

Strict in what a room needs to trust a fact, tolerant of all else: headers that it doesn't know are passed over.
"""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from uuid import UUID

from gopro.events.catalogue.schemas import schema_id
from gopro.events.codec import PREFIX
from gopro.events.contract import NAME, subject_of
from gopro.events.fact import Fact
from gopro.events.shards import shard_of

CONTENT_TYPE = "application/json"
KNOWN = {"specversion", "id", "source", "type", "subject", "time", "dataschema", "sequence", "partitionkey"}
ATTRIBUTE = re.compile(r"[a-z0-9]{1,40}")
LONGEST = 500  # characters of an extension: nobody needs more, and each fact that it causes carries it on

type Header = tuple[str, bytes]


class Unreadable(ValueError):
    """No fact; reading it again will not make it one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Message:
    key: bytes
    value: bytes
    headers: list[Header]


def encode(fact: Fact) -> Message:
    subject = subject_of(fact.stream).encode()
    headers = [
        *_of_type(fact.type),
        ("ce_id", str(fact.event_id).encode()),
        ("ce_subject", subject),
        ("ce_partitionkey", subject),
        ("ce_sequence", str(fact.sequence).encode()),
        ("ce_time", fact.told_at.astimezone(UTC).isoformat().replace("+00:00", "Z").encode()),
        *((f"ce_{name}", value.encode()) for name, value in json.loads(fact.meta).items()),
    ]
    return Message(key=subject, value=fact.data.encode(), headers=headers)


@cache
def _of_type(wire_type: str) -> tuple[Header, ...]:
    """What all facts of a type have in common."""
    return (
        ("content-type", CONTENT_TYPE.encode()),
        ("ce_specversion", b"1.0"),
        ("ce_source", f"/gopro/{room_of(wire_type)}".encode()),
        ("ce_type", wire_type.encode()),
        ("ce_dataschema", schema_id(wire_type).encode()),
    )


def decode(*, headers: Iterable[Header], value: bytes | None, at: datetime) -> Fact:
    """Raises Unreadable. `at` is when the broker took it, for tellers who give no time."""
    content_type, attributes = _split(headers)
    if content_type != CONTENT_TYPE:
        raise Unreadable(f"content-type is {content_type!r}, not {CONTENT_TYPE}")
    if attributes.get("specversion") != "1.0":
        raise Unreadable(f"ce_specversion is {attributes.get('specversion')!r}, not '1.0'")
    named = NAME.match(_needed(attributes, "type").removeprefix(PREFIX))
    if not named or not attributes["type"].startswith(PREFIX):
        raise Unreadable(f"ce_type is {attributes['type']!r}, not gopro.<room>.<subject>.<fact>.v1")
    if _needed(attributes, "source") != f"/gopro/{named['room']}":
        raise Unreadable(f"ce_source is {attributes['source']!r}, not /gopro/{named['room']}")
    stream = f"{named['room']}.{named['subject']}:{_needed(attributes, 'subject')}"
    return Fact(
        id=0,
        event_id=_uuid(_needed(attributes, "id")),
        type=attributes["type"],
        stream=stream,
        sequence=_sequence(_needed(attributes, "sequence")),
        shard=shard_of(stream),
        data=_object(value),
        meta=json.dumps(_extensions(attributes)),
        told_at=_time(attributes["time"]) if "time" in attributes else at,
    )


def room_of(wire_type: str) -> str:
    return wire_type.removeprefix(PREFIX).partition(".")[0]


def _split(headers: Iterable[Header]) -> tuple[str, dict[str, str]]:
    """The content type without its parameters, and the attributes by their names; one that comes twice has no value."""
    content_type, attributes = CONTENT_TYPE, dict[str, str]()
    for name, raw in headers:
        try:
            text = raw.decode()
        except UnicodeDecodeError:
            raise Unreadable(f"the header {name!r} is no UTF-8") from None
        attribute = name.removeprefix("ce_")
        if name.lower() == "content-type":
            content_type = text.partition(";")[0].strip().lower()
        elif attribute != name and ATTRIBUTE.fullmatch(attribute):
            if attribute in attributes:
                raise Unreadable(f"the header {name!r} is there twice")
            attributes[attribute] = text
    return content_type, attributes


def _needed(attributes: dict[str, str], name: str) -> str:
    value = attributes.get(name, "")
    if not value or "\x00" in value or len(value) > LONGEST:
        raise Unreadable(f"ce_{name} is missing, too long or no text")
    return value


def _extensions(attributes: dict[str, str]) -> dict[str, str]:
    others = {name: value for name, value in attributes.items() if name not in KNOWN}
    return {name: value for name, value in others.items() if len(value) <= LONGEST and "\x00" not in value}


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        raise Unreadable(f"ce_id is {text!r}, not a UUID") from None


def _sequence(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 < int(text) < 2**63:
        raise Unreadable(f"ce_sequence is {text!r}, not a number of the stream")
    return int(text)


def _time(text: str) -> datetime:
    try:
        time = datetime.fromisoformat(text)
    except ValueError:
        raise Unreadable(f"ce_time is {text!r}, not as RFC 3339 has it") from None
    if time.tzinfo is None:
        raise Unreadable(f"ce_time is {text!r}, which has no zone")
    return time


def _object(value: bytes | None) -> str:
    """The body's text, which the database will take as JSON."""
    try:
        text = (value or b"").decode()
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise Unreadable("the body is no JSON in UTF-8") from None
    if not isinstance(found, dict):
        raise Unreadable("the body is JSON, but no object")
    return text
