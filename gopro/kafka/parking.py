"""Records that could not be read: put aside with their reason, seen by an operator, read again or discarded."""

import hashlib
import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.db import DataError

from gopro import database
from gopro.audit import trail
from gopro.database import alias_of, aliases_here, atomic
from gopro.errors import Conflict, NotFound
from gopro.events import inbox, sinks, wake
from gopro.kafka import reading
from gopro.kafka.models import ParkedRecord
from gopro.kafka.reading import Record
from gopro.kafka.wire import Unreadable

SHOWN = 2000  # bytes of a value
TYPE = "gopro_kafka.parkedrecord"


def park(*, room: str, unreadable: Sequence[tuple[Record, str]]) -> None:
    """Each once, however often it comes."""
    rows = [_row(record, error=error) for record, error in unreadable]
    ParkedRecord.objects.using(alias_of(room)).bulk_create(rows, ignore_conflicts=True)


def waiting(room: str | None = None) -> list[ParkedRecord]:
    rooms = [room] if room else list(settings.ROOMS_HERE)
    found = [ParkedRecord.objects.using(_alias(each)).filter(state=ParkedRecord.State.WAITING) for each in rooms]
    return [record for records in found for record in records.order_by("id")]


def count(room: str) -> int:
    return ParkedRecord.objects.using(alias_of(room)).filter(state=ParkedRecord.State.WAITING).count()


def find(*, room: str, record_id: int, locks: bool = False) -> ParkedRecord:
    records = ParkedRecord.objects.using(_alias(room))
    record = (records.select_for_update() if locks else records).filter(id=record_id).first()
    if record is None:
        raise NotFound(f"The room {room} has no unreadable record {record_id}. See manage.py kafka parked list.")
    return record


def retry(*, room: str, record_id: int, reason: str = "") -> None:
    """Read it again, with the code of today. Raises Conflict with the reason where it still is no fact."""
    with atomic(room):
        parked = _open(room=room, record_id=record_id)
        try:
            inbox.insert(consumer=room, facts=[reading.read(_record(parked))], source=sinks.KAFKA)
        except (Unreadable, DataError) as error:
            raise Conflict(f"It still can't be read: {error}") from None
        _close(parked, state=ParkedRecord.State.READ, room=room, action="kafka.record.retry", reason=reason)
    wake.ring(wake.INBOX)


def discard(*, room: str, record_id: int, reason: str) -> None:
    """It stays to be seen in the table, but waits for nobody."""
    with atomic(room):
        parked = _open(room=room, record_id=record_id)
        given = trail.required(reason)
        _close(parked, state=ParkedRecord.State.DISCARDED, room=room, action="kafka.record.discard", reason=given)


def describe(parked: ParkedRecord) -> str:
    headers = "\n".join(f"  {name}: {b64decode(value)!r}" for name, value in parked.headers)
    body = bytes(parked.value or b"")[:SHOWN]
    return f"{parked}, taken {parked.taken_at.isoformat()}\n{parked.error}\n{headers}\n{body!r}"


def room_of(parked: ParkedRecord) -> str:
    return database.room_of(str(parked._state.db))


def _open(*, room: str, record_id: int) -> ParkedRecord:
    parked = find(room=room, record_id=record_id, locks=True)
    if parked.state != ParkedRecord.State.WAITING:
        raise Conflict(f"The record {record_id} is done with: {parked.get_state_display()}.")
    return parked


def _close(parked: ParkedRecord, *, state: ParkedRecord.State, room: str, action: str, reason: str) -> None:
    parked.state = state
    parked.save(update_fields=["state"])
    trail.record(room=room, action=action, object_type=TYPE, object_id=str(parked.pk), reason=reason)


def _alias(room: str) -> str:
    if room not in aliases_here():
        raise NotFound(f"{room} is not hosted here; the rooms here are {', '.join(settings.ROOMS_HERE)}.")
    return aliases_here()[room]


def _row(record: Record, *, error: str) -> ParkedRecord:
    headers = [[name, b64encode(value or b"").decode()] for name, value in record.headers]
    whole = json.dumps([headers, *(None if part is None else part.hex() for part in (record.key, record.value))])
    return ParkedRecord(
        topic=record.topic,
        partition=record.partition,
        offset=record.offset,
        digest=hashlib.sha256(whole.encode()).hexdigest(),
        taken_at=record.taken_at,
        key=record.key,
        value=record.value,
        headers=headers,
        error=error.replace("\x00", "")[:2000],
    )


def _record(parked: ParkedRecord) -> Record:
    def raw(value: Any) -> bytes | None:
        return None if value is None else bytes(value)

    return Record(
        topic=parked.topic,
        partition=parked.partition,
        offset=parked.offset,
        taken_at=parked.taken_at,
        key=raw(parked.key),
        value=raw(parked.value),
        headers=[(name, b64decode(value)) for name, value in parked.headers],
    )
