"""A fact on the wire: each header as CloudEvents has it, and every way of being no fact told apart."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gopro.kafka import wire
from gopro.kafka.wire import Unreadable
from tests.gopro.kafka.conftest import TOLD_AT, make_fact

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def headers(**changes: str | None) -> list[tuple[str, bytes]]:
    """Those of a good record, but for the changes; None leaves one out."""
    found: dict[str, str | None] = {name: value.decode() for name, value in wire.encode(make_fact()).headers}
    found |= {name if name == "content-type" else f"ce_{name}": value for name, value in changes.items()}
    return [(name, value.encode()) for name, value in found.items() if value is not None]


def test_a_fact_in_binary_mode():
    fact = make_fact("Ґ-1", sequence=12)
    message = wire.encode(fact)
    assert message.key == "Ґ-1".encode()
    assert message.value == b'{"a": 1}'
    assert message.headers == [
        ("content-type", b"application/json"),
        ("ce_specversion", b"1.0"),
        ("ce_source", b"/gopro/users"),
        ("ce_type", b"gopro.users.user.user_created.v1"),
        ("ce_dataschema", b"urn:gopro:schema:gopro.users.user.user_created.v1"),
        ("ce_id", str(fact.event_id).encode()),
        ("ce_subject", "Ґ-1".encode()),
        ("ce_partitionkey", "Ґ-1".encode()),
        ("ce_sequence", b"12"),
        ("ce_time", b"2026-03-29T01:30:00.123456Z"),
        ("ce_actorid", b"u-7"),
        ("ce_correlationid", b"r-1"),
    ]


@given(
    subject=st.text(st.characters(blacklist_characters="\x00", blacklist_categories=["Cs"]), min_size=1, max_size=60),
    sequence=st.integers(1, 2**63 - 1),
    meta=st.dictionaries(st.sampled_from(["actorid", "onbehalfofid", "causationid"]), st.text("aя-1", max_size=40)),
)
def test_it_comes_back_as_it_was(subject, sequence, meta):
    fact = make_fact(subject, sequence=sequence)
    told = type(fact)(**{name: getattr(fact, name) for name in fact.__slots__} | {"id": 0, "meta": json.dumps(meta)})
    message = wire.encode(told)
    assert wire.decode(headers=message.headers, value=message.value, at=LATER) == told


def test_what_it_does_not_know_is_passed_over():
    strange = [("ce_", b"x"), ("ce_Not-An-Attribute", b"x"), ("trace", b"\xc3\xbc"), ("ce_tenant", b"t1")]
    got = wire.decode(headers=[*headers(), *strange], value=b'{"a": 1, "new": [2]}', at=LATER)
    assert json.loads(got.meta) == {"actorid": "u-7", "correlationid": "r-1", "tenant": "t1"}
    assert got.data == '{"a": 1, "new": [2]}'


def test_what_a_teller_may_leave_out():
    got = wire.decode(
        headers=headers(time=None, dataschema=None, partitionkey=None, **{"content-type": None}), value=b"{}", at=LATER
    )
    assert (got.told_at, got.stream, got.sequence) == (LATER, "users.user:a1", 1)


@pytest.mark.parametrize("zone", ["Z", "+00:00", "+05:45"])
def test_times_of_every_zone(zone):
    got = wire.decode(headers=headers(time=f"2026-03-29T01:30:00.123456{zone}"), value=b"{}", at=LATER)
    assert got.told_at == TOLD_AT - (timedelta(hours=5, minutes=45) if zone == "+05:45" else timedelta())


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"content-type": "application/cloudevents+json"}, "content-type is 'application/cloudevents\\+json'"),
        ({"specversion": "0.3"}, "ce_specversion is '0.3'"),
        ({"specversion": None}, "ce_specversion is None"),
        ({"id": None}, "ce_id is missing"),
        ({"id": "7"}, "ce_id is '7', not a UUID"),
        ({"source": "/gopro/courses"}, "ce_source is '/gopro/courses', not /gopro/users"),
        ({"type": "com.example.thing.v1"}, "ce_type is 'com.example.thing.v1'"),
        ({"type": "users.user.user_created.v1"}, "ce_type is 'users.user.user_created.v1'"),
        ({"type": "gopro.gopro.users.user.user_created.v1"}, "ce_type is"),
        ({"subject": ""}, "ce_subject is missing"),
        ({"subject": "a\x00b"}, "ce_subject is missing, too long or no text"),
        ({"subject": "a" * 501}, "ce_subject is missing, too long or no text"),
        ({"sequence": "0"}, "ce_sequence is '0'"),
        ({"sequence": "-1"}, "ce_sequence is '-1'"),
        ({"sequence": "1.0"}, "ce_sequence is '1.0'"),
        ({"sequence": "٣"}, "ce_sequence is"),
        ({"sequence": str(2**63)}, "ce_sequence is"),
        ({"time": "yesterday"}, "ce_time is 'yesterday'"),
        ({"time": "2026-03-29T01:30:00"}, "which has no zone"),
    ],
)
def test_headers_that_make_it_no_fact(changes, why):
    with pytest.raises(Unreadable, match=why):
        wire.decode(headers=headers(**changes), value=b"{}", at=LATER)


@pytest.mark.parametrize("value", [None, b"", b"\xff", b"{", b"[]", b'"text"', b"1", b"[" * 100_000])
def test_bodies_that_make_it_no_fact(value):
    with pytest.raises(Unreadable, match="the body is"):
        wire.decode(headers=headers(), value=value, at=LATER)


def test_a_header_twice_or_in_another_encoding():
    with pytest.raises(Unreadable, match="the header 'ce_id' is there twice"):
        wire.decode(headers=[*headers(), ("ce_id", str(UUID(int=1)).encode())], value=b"{}", at=LATER)
    with pytest.raises(Unreadable, match="the header 'ce_subject' is no UTF-8"):
        wire.decode(headers=[*headers(subject=None), ("ce_subject", b"\xff")], value=b"{}", at=LATER)
