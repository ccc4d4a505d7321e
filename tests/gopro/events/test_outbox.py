"""Telling a fact."""

import threading
from concurrent.futures import ThreadPoolExecutor
from uuid import UUID

import pytest
from django.db import connections

from gopro.database import WallBroken, atomic
from gopro.events.models import Outbox
from gopro.events.outbox import NotInTransaction, publish
from gopro.identifiers import uuid7
from gopro.observability import context
from tests.gopro.events.conftest import Counted

pytestmark = pytest.mark.django_db


def rows() -> list[Outbox]:
    return list(Outbox.objects.using("default").filter(type="gopro.users.sample.counted.v1").order_by("id"))


def test_a_fact_outside_its_rooms_transaction_is_refused(told):
    with pytest.raises(NotInTransaction, match="must be told inside @atomic"):
        publish(Counted(sample_id=uuid7(), number=1))
    with atomic("courses"), pytest.raises(NotInTransaction):
        publish(Counted(sample_id=uuid7(), number=1))
    assert told == []


def test_facts_of_one_thing_are_numbered_without_gaps():
    one, other = uuid7(), uuid7()
    with atomic("users"):
        for sample_id in (one, other, one, one):
            publish(Counted(sample_id=sample_id, number=0))
    assert [(row.stream, row.sequence) for row in rows()] == [
        (f"users.sample:{one}", 1),
        (f"users.sample:{other}", 1),
        (f"users.sample:{one}", 2),
        (f"users.sample:{one}", 3),
    ]


def test_what_is_rolled_back_was_never_told_and_leaves_no_gap():
    sample_id = uuid7()

    def told_and_regretted() -> None:
        with atomic("users"):
            publish(Counted(sample_id=sample_id, number=1))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        told_and_regretted()
    assert rows() == []
    with atomic("users"):
        publish(Counted(sample_id=sample_id, number=2))
    assert [(row.sequence, row.data["number"]) for row in rows()] == [(1, 2)]


def test_of_a_part_that_is_rolled_back_nothing_is_told():
    kept, regretted = uuid7(), uuid7()

    def fail() -> None:
        with atomic("users"):
            publish(Counted(sample_id=regretted, number=1))
            publish(Counted(sample_id=kept, number=2))
            raise ZeroDivisionError

    with atomic("users"):
        publish(Counted(sample_id=kept, number=1))
        with pytest.raises(ZeroDivisionError):
            fail()
        with atomic("users"):
            publish(Counted(sample_id=kept, number=3))
    assert [(row.stream, row.sequence, row.data["number"]) for row in rows()] == [
        (f"users.sample:{kept}", 1, 1),
        (f"users.sample:{kept}", 2, 3),
    ]


def test_facts_of_a_transaction_are_one_statement(django_assert_num_queries):
    with django_assert_num_queries(3, using="default"), atomic("users"):  # with the savepoint that the test makes of it
        for number in range(50):
            publish(Counted(sample_id=uuid7(), number=number))
    assert [row.data["number"] for row in rows()] == list(range(50))


def test_two_tellers_of_the_same_things_in_turned_order_do_not_deadlock(committed):
    one, other = uuid7(), uuid7()
    both_have_told = threading.Barrier(2)

    def tell(*sample_ids: UUID) -> None:
        for number in range(20):
            with atomic("users"):
                for sample_id in sample_ids:
                    publish(Counted(sample_id=sample_id, number=number))
                both_have_told.wait(10)
        connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(tell, one, other), pool.submit(tell, other, one)]:
            done.result(30)
    told = [(row.stream, row.sequence) for row in rows()]
    assert sorted(told) == sorted((f"users.sample:{each}", n) for each in (one, other) for n in range(1, 41))


def test_a_fact_carries_who_caused_it():
    with context.bind(request_id="r-1", actor_id="a-1", traceparent="t-1"), atomic("users"):
        event_id = publish(Counted(sample_id=uuid7(), number=1))
    assert rows()[0].meta == {
        "correlationid": str(event_id),
        "causationid": "r-1",
        "actorid": "a-1",
        "traceparent": "t-1",
    }
    assert UUID(str(rows()[0].event_id)) == event_id


def test_a_fact_that_support_caused_names_both():
    with context.bind(request_id="r-1", actor_id="support", on_behalf_of_id="ada"), atomic("users"):
        publish(Counted(sample_id=uuid7(), number=1))
    assert (rows()[0].meta["actorid"], rows()[0].meta["onbehalfofid"]) == ("support", "ada")


def test_a_transaction_of_two_rooms_is_refused():
    with atomic("users"), pytest.raises(WallBroken, match="A transaction of users is open"), atomic("courses"):
        pass
