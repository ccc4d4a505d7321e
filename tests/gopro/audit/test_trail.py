"""Writing the audit: what an entry holds, and that it commits with what it tells of, or not at all."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.db import InternalError, ProgrammingError, connections
from django.db.models import Model

from gopro.audit import trail
from gopro.audit.chain import GENESIS, hash_of, is_signed
from gopro.audit.contracts import contract_of
from gopro.audit.errors import ReasonMissing
from gopro.audit.models import AuditEntry, AuditHead
from gopro.audit.operators import acting_as_operator, operator
from gopro.database import aliases_here, atomic
from gopro.events import registry
from gopro.events.codec import decode
from gopro.events.models import Outbox
from gopro.events.outbox import NotInTransaction
from gopro.observability import context

pytestmark = pytest.mark.usefixtures("db")
PARENT = f"00-{'a' * 32}-{'b' * 16}-01"


def record(room: str = "users", action: str = "users.user.deactivate", **options: object) -> AuditEntry:
    with atomic(room):
        return trail.record(room=room, action=action, object_type="users.user", object_id="7", **options)  # type: ignore[arg-type]  # a test's own options


def last_told(alias: str) -> Outbox:
    return Outbox.objects.using(alias).latest("id")


@pytest.mark.parametrize("room", settings.ROOMS)
def test_stands_where_the_room_is_and_nowhere_else(room: str):
    entry = record(room)
    counts = {each: AuditEntry.objects.using(alias).count() for each, alias in aliases_here().items()}
    assert counts == {each: int(each == room) for each in aliases_here()}
    assert (entry.number, entry.previous_hash) == (1, GENESIS)


def test_says_who_did_what_to_what_from_where_for_whom_and_why():
    ids = {"actor_id": "ada", "on_behalf_of_id": "bob", "request_id": "r-1", "traceparent": PARENT}
    with context.bind(**ids, client_network="203.0.113.0/24", client_agent="Firefox on Linux"):
        number = record(reason=" asked\x00 to ", changes={"is_active": trail.change(True, False)}).number
    entry = AuditEntry.objects.using("default").get(number=number)
    assert (entry.actor_id, entry.on_behalf_of_id, entry.request_id, entry.traceparent) == ("ada", "bob", "r-1", PARENT)
    assert (entry.action, entry.object_type, entry.object_id) == ("users.user.deactivate", "users.user", "7")
    assert (entry.outcome, entry.reason, entry.changes) == ("done", "asked to", {"is_active": "True → False"})
    assert (entry.client_network, entry.client_agent) == ("203.0.113.0/24", "Firefox on Linux")
    assert datetime.now(UTC) - entry.at < timedelta(seconds=30)


def test_somebody_unknown_and_the_program_itself_have_names():
    with context.bind(request_id="r-1"):
        assert record().actor_id == "anonymous"
    assert record().actor_id == "system"
    with acting_as_operator():
        assert record().actor_id == operator()
    assert operator().startswith("ops:")


def test_each_entry_seals_the_one_before_it_and_the_end_is_signed():
    first, second = record(), record(outcome="refused")
    assert (first.number, second.number) == (1, 2)
    assert second.previous_hash == first.hash
    stored = AuditEntry.objects.using("default").get(number=2)
    assert stored.hash == hash_of(stored, chain="users") == second.hash
    assert stored.hash != hash_of(stored, chain="courses")
    head = AuditHead.objects.using("default").get()
    assert (head.chain, head.last_number, head.hash, is_signed(head)) == ("users", 2, second.hash, True)
    head.last_number = 1
    assert not is_signed(head)


def test_is_told_as_a_fact_with_the_hash():
    entry = record(changes={"roles": "[] → ['admin']"})
    fact = last_told("default")
    assert (fact.type, fact.stream, fact.sequence) == ("gopro.users.audit.audit_recorded.v1", "users.audit:users", 1)
    event = decode(contract_of("users"), fact.data)
    assert (event.hash, event.number, event.at, event.changes) == (entry.hash, 1, entry.at, entry.changes)


@pytest.mark.parametrize("room", settings.ROOMS)
def test_every_room_has_its_contract(room: str):
    assert registry.event_types()[f"gopro.{room}.audit.audit_recorded.v1"] is contract_of(room)
    assert contract_of(room).room() == room


def test_nothing_is_written_outside_the_rooms_transaction():
    with pytest.raises(NotInTransaction), atomic("courses"):
        trail.record(room="users", action="a", object_type="t", object_id="1")
    assert not AuditEntry.objects.using("default").exists()
    assert not Outbox.objects.using("default").filter(stream="users.audit:users").exists()


def test_what_was_rolled_back_was_never_done_and_leaves_no_gap():
    record()
    with pytest.raises(ZeroDivisionError):
        _record_and_fail()
    assert record().number == 2
    assert AuditEntry.objects.using("default").count() == 2
    assert Outbox.objects.using("default").filter(stream="users.audit:users").count() == 2


@atomic("users")
def _record_and_fail() -> None:
    trail.record(room="users", action="a", object_type="t", object_id="1")
    raise ZeroDivisionError


@pytest.mark.parametrize("reason", ["", "  ", "\x00"])
def test_a_reason_may_be_required(reason: str):
    assert trail.required(" because ") == "because"
    with pytest.raises(ReasonMissing):
        trail.required(reason)


@pytest.mark.parametrize(
    ("model", "order"),
    [
        (AuditEntry, "UPDATE gopro_audit_auditentry SET actor_id = 'eve'"),
        (AuditEntry, "DELETE FROM gopro_audit_auditentry"),
        (AuditEntry, "TRUNCATE gopro_audit_auditentry"),
        (AuditHead, "DELETE FROM gopro_audit_audithead"),
    ],
)
def test_the_database_refuses_to_change_what_was_written(model: type[Model], order: str):
    entry = record()
    refused = pytest.raises((ProgrammingError, InternalError), match="only appended to")
    with refused, atomic("users"), connections["default"].cursor() as cursor:
        cursor.execute(order)
    assert model._default_manager.using("default").count() == 1
    entry.refresh_from_db()
    assert entry.actor_id == "system"


def test_writers_side_by_side_make_one_chain_without_gaps(committed: None):
    def write(_: int) -> int:
        try:
            return record("progress").number
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        numbers = list(pool.map(write, range(40)))
    assert sorted(numbers) == list(range(1, 41))
    rows = list(AuditEntry.objects.using("progress").order_by("number"))
    assert [row.previous_hash for row in rows] == [GENESIS, *(row.hash for row in rows[:-1])]
    facts = Outbox.objects.using("progress").filter(stream="progress.audit:progress").order_by("sequence")
    assert [fact.data["hash"] for fact in facts] == [row.hash for row in rows]
