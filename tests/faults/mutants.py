"""The product as it must not be: each mutant takes away what one guarantee rests on. `plantings` says what shows it."""

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

from django.db import connections
from kafka import KafkaProducer

from gopro.database import alias_of, atomic, on_commit
from gopro.events import failures, inbox, local, outbox, relay
from gopro.events.codec import Undecodable
from gopro.events.fact import COLUMNS, Fact
from gopro.kafka import client, intake, topics
from gopro.kafka.reading import Record
from tests.faults.sabotage import replace

type Act = Callable[..., Any]

OF_EVENT = f"SELECT {COLUMNS} FROM gopro_events_outbox AS outbox WHERE event_id = %s"  # noqa: S608 - constants
AFTER = f"SELECT {COLUMNS} FROM gopro_events_outbox AS outbox WHERE id > %s ORDER BY id LIMIT 1000"  # noqa: S608 - constants
NOT_OWED = "DELETE FROM gopro_events_undelivered WHERE fact_id = ANY(%s)"
BLOCKED = """
SELECT DISTINCT inbox.shard FROM gopro_events_inbox AS inbox JOIN gopro_events_streamcursor AS cursor
    ON cursor.consumer = inbox.consumer AND cursor.stream = inbox.stream
WHERE inbox.state <> 1 AND cursor.blocked_until > clock_timestamp()
"""


def facts(room: str, sql: str, *values: Any) -> list[Fact]:
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute(sql, values)
        return [Fact(**dict(zip(Fact.__slots__, row, strict=True))) for row in cursor.fetchall()]


def commit_now(room: str) -> None:
    """In the middle of what should be one transaction."""
    connections[alias_of(room)].connection.commit()


def wake_only() -> None:
    """Loops look for work only when they are rung for."""

    def patient(wait: Act) -> Act:
        def forever(bell: Any, seconds: float) -> bool:
            while not wait(bell, seconds):
                pass
            return True

        return forever

    replace("gopro.events.wake:Bell.wait", patient)


def delivered_on_commit() -> None:
    """Facts are owed to nobody, and delivered by who told them, after the commit."""

    def careless(write: Act) -> Act:
        def put(room: str, told: list[Any]) -> None:
            write(room, told)
            found = [fact for one in told for fact in facts(room, OF_EVENT, one["event_id"])]
            with connections[alias_of(room)].cursor() as cursor:
                cursor.execute(NOT_OWED, [[fact.id for fact in found]])
            on_commit(room, lambda: local.sink().deliver(room=room, facts=found))

        return put

    replace("gopro.events.outbox:write", careless)


def marked_before_delivered() -> None:
    def hasty(_: Act) -> Act:
        def relay_shards(*, room: str, sink: Any, owned: list[int]) -> int:
            found = relay._read(room=room, sink=sink, owned=owned)
            if found:
                relay._mark(room=room, sink=sink, taken=found)
                commit_now(room)
                sink.deliver(room=room, facts=found)
            return len(found)

        return relay_shards

    replace("gopro.events.relay:_relay_shards", hasty)


def done_in_a_second_transaction() -> None:
    def split(mark: Act) -> Act:
        def late(*, room: str, turns: Any) -> Any:
            commit_now(room)
            return mark(room=room, turns=turns)

        return late

    replace("gopro.events.due:mark", split)


def no_key() -> None:
    """What makes a fact known: the inbox's keys (dropped by SQL), and the cursor, either of which would do."""
    replace("gopro.events.gate:Turn.is_old", lambda _: lambda *_: False)


def no_gate() -> None:
    """Facts are handled as they come."""

    def open_wide(open_turn: Act) -> Act:
        def take_all(rows: Any) -> Any:
            turn = open_turn(rows)
            turn.rows, turn.gap = list(rows), None
            return turn

        return take_all

    replace("gopro.events.gate:open_turn", open_wide)
    no_key()


def id_cursor() -> None:
    """The relay remembers the highest id that it has seen, and asks for what is above."""
    last: dict[str, int] = {}

    def above(_: Act) -> Act:
        def read(*, room: str, sink: Any, owned: list[int]) -> list[Fact]:
            found = facts(room, AFTER, last.get(room, 0))
            last[room] = max([last.get(room, 0), *(fact.id for fact in found)])
            return found

        return read

    replace("gopro.events.relay:_read", above)


def numbered_by_time() -> None:
    """The order of a stream is that of its transactions' times."""
    numbered = "last_sequence + 1 - row_number() OVER (PARTITION BY stream ORDER BY place DESC)"
    function = import_module("gopro.events.migrations.0003_tell").TELL
    assert numbered in function
    by_time = function.replace(numbered, "(extract(epoch FROM now()) * 1000000)::bigint + place").replace(
        "CREATE FUNCTION gopro_events_tell", "CREATE OR REPLACE FUNCTION pg_temp.tell_by_time"
    )

    def tell(_: Act) -> Act:
        def write(room: str, told: list[Any]) -> None:
            with connections[alias_of(room)].cursor() as cursor:
                cursor.execute(by_time)
                cursor.execute("SELECT pg_temp.tell_by_time(%s)", [json.dumps(told)])
            on_commit(room, outbox.ring)

        return write

    replace("gopro.events.outbox:write", tell)
    no_gate()


def produced_in_the_request() -> None:
    """The mirror within the transaction of the change."""

    def and_produce(publish: Act) -> Act:
        def tell(event: Any) -> Any:
            event_id = publish(event)
            producer = KafkaProducer(**client.options(name="request"))
            producer.send(topics.events_of(event.room()), key=str(event_id).encode(), value=b"{}")
            producer.flush(timeout=10)
            producer.close()
            return event_id

        return tell

    replace("gopro.events.outbox:publish", and_produce)


def cached_ownership() -> None:
    """Who once had a shard's lock thinks that it has it still."""
    owned: set[tuple[int, int]] = set()

    def remember(lock_some: Act) -> Act:
        def lock(*, family: int, **words: Any) -> list[int]:
            owned.update((family, shard) for shard in lock_some(family=family, **words))
            return [shard for of, shard in owned if of == family]

        return lock

    replace("gopro.events.shards:lock_some", remember)


def shard_wide_retry() -> None:
    """A stream that waits has its whole shard wait."""

    def narrow(own_shards: Act) -> Act:
        def own(*, room: str) -> list[int]:
            with connections[alias_of(room)].cursor() as cursor:
                cursor.execute(BLOCKED)
                blocked = {shard for (shard,) in cursor.fetchall()}
            return [shard for shard in own_shards(room=room) if shard not in blocked]

        return own

    replace("gopro.events.due:own_shards", narrow)


def offsets_before_the_insert() -> None:
    """As with a client that commits by itself."""

    def hasty(_: Act) -> Act:
        def turn(self: Any, consumer: Any) -> None:
            polled = consumer.poll(timeout_ms=500)
            consumer.commit()
            if polled:
                intake.take(room=self.room, records=[Record.of(each) for found in polled.values() for each in found])

        return turn

    replace("gopro.kafka.consumer:RoomConsumer._turn", hasty)


def clock_of_the_process() -> None:
    """How long a stream waits is reckoned here, not in PostgreSQL."""
    sql = failures.HOLD

    def by_own_clock(hold: Act) -> Act:
        def wait(**words: Any) -> None:
            failures.HOLD = sql.replace("clock_timestamp()", f"'{datetime.now(tz=UTC).isoformat()}'::timestamptz")
            hold(**words)

        return wait

    replace("gopro.events.failures:hold", by_own_clock)


def told_in_its_own_transaction() -> None:
    def apart(publish: Act) -> Act:
        def tell(event: Any) -> None:
            def commit() -> None:
                with atomic(event.room()):
                    publish(event)
                connections.close_all()

            thread = threading.Thread(target=commit)
            thread.start()
            thread.join()

        return tell

    replace("gopro.events.outbox:publish", apart)


def strict_decoder() -> None:
    """A field that is not in today's contract is refused."""

    def strict(decode: Act) -> Act:
        def read(event_type: Any, data: Any) -> Any:
            if set(data) - set(event_type.__dataclass_fields__):
                raise Undecodable("a field that I don't know")
            return decode(event_type, data)

        return read

    replace("gopro.events.codec:decode", strict)


def unsorted_inserts() -> None:
    """Two feeders take the same keys in different order."""
    vars(inbox)["sorted"] = lambda found, **_: list(found)


def forks_taken() -> None:
    """A second fact with a number that its stream has given is as good as the first (its key dropped by SQL)."""


MUTANTS = {
    found.__name__: found
    for found in (
        wake_only,
        delivered_on_commit,
        marked_before_delivered,
        done_in_a_second_transaction,
        no_key,
        no_gate,
        unsorted_inserts,
        id_cursor,
        numbered_by_time,
        cached_ownership,
        shard_wide_retry,
        clock_of_the_process,
        told_in_its_own_transaction,
        strict_decoder,
        forks_taken,
        offsets_before_the_insert,
        produced_in_the_request,
    )
}
