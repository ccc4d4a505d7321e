"""What facts say of people: ciphertext wherever a fact is kept or sent, and the empty string once the key is gone."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated, Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import IntegrityError, connections

from gopro.database import atomic
from gopro.events import registry
from gopro.events.codec import Undecodable, decode, encode, personal_values, prefetch
from gopro.events.contract import Event, Personal, check, personal_fields
from gopro.events.loop import drain
from gopro.events.models import Inbox, InboxState, Outbox
from gopro.events.outbox import publish
from gopro.events.registry import OnFailure, Subscription
from gopro.security import keys
from gopro.security.keys import known
from gopro.security.keys.errors import KeyDestroyed, KeysUnavailable

pytestmark = pytest.mark.django_db
NAME, EMAIL = "Ada Lovelace", "ada@example.org"


@dataclass(frozen=True, kw_only=True, slots=True)
class Met(Event):
    """Somebody was met."""

    name: ClassVar[str] = "users.sample.met.v1"
    aggregate: ClassVar[str] = "person_id"
    person_id: UUID
    full_name: Annotated[str, Personal("person_id")]
    email: Annotated[str, Personal("person_id")]
    place: str


def met(person_id: UUID | None = None) -> Met:
    return Met(person_id=person_id or uuid4(), full_name=NAME, email=EMAIL, place="London")


@pytest.fixture
def heard() -> Iterator[list[Met]]:
    """By a handler in progress, which fails as `fails` says."""
    found: list[Met] = []
    subscription = Subscription(consumer="progress", event_type=Met, handler=found.append, on_failure=OnFailure.SKIP)
    registry.register(subscription)
    registry.event_type.cache_clear()
    yield found
    registry.forget(subscription)


def tell(event: Event) -> None:
    with atomic("users"):
        publish(event)


def kept() -> str:
    """All that the outbox and the inbox hold of these facts."""
    rows = []
    for alias, table in (("default", "gopro_events_outbox"), ("progress", "gopro_events_inbox")):
        with connections[alias].cursor() as cursor:
            cursor.execute(f"SELECT fact::text FROM {table} AS fact WHERE type = 'gopro.users.sample.met.v1'")  # noqa: S608 - names of ours
            rows += [row for (row,) in cursor.fetchall()]
    assert len(rows) == 2
    return "\n".join(rows)


def test_only_ciphertext_is_kept_and_handlers_read(heard):
    event = met()
    tell(event)
    drain()
    assert heard == [event]
    for clear in (NAME, "Lovelace", EMAIL):
        assert clear not in kept()
    assert "London" in kept()
    assert kept().count("enc:v1:") == 4


def test_after_a_destruction_every_copy_is_unreadable(heard):
    event = met()
    tell(event)
    mirrored = json.dumps(encode(event)).encode()  # as the broker has it
    keys.destroy(event.person_id)
    drain()
    erased = Met(person_id=event.person_id, full_name="", email="", place="London")
    assert heard == [erased]
    copies = [Outbox.objects.using("default").get(type="gopro.users.sample.met.v1").data]
    copies += [Inbox.objects.using("progress").get(type="gopro.users.sample.met.v1").data, json.loads(mirrored)]
    for copy in copies:
        assert decode(Met, copy) == erased
    with pytest.raises(KeyDestroyed):
        tell(event)


def test_the_same_fact_looks_different_each_time():
    event = met()
    one, other = encode(event), encode(event)
    assert {name for name in one if one[name] != other[name]} == {"full_name", "email"}
    assert decode(Met, one) == decode(Met, other) == event


def test_facts_told_before_there_was_encryption_are_read():
    event = met()
    clear = {"person_id": str(event.person_id), "full_name": NAME, "email": EMAIL, "place": "London"}
    assert decode(Met, clear) == event
    assert decode(Met, clear | {"later": "a newer teller's"}) == event
    assert not keys.exists(event.person_id)


def forged(data: dict[str, Any], how: str) -> dict[str, Any]:
    return {
        "changed": data | {"email": data["email"][:-4] + "AAAA"},
        "cut": data | {"email": data["email"][:30]},
        "another field's": data | {"email": data["full_name"]},
        "another person's": data | {"person_id": str(_other())},
        "nobody's": {name: value for name, value in data.items() if name != "person_id"},
        "an odd person's": data | {"person_id": 7},
    }[how]


def _other() -> UUID:
    other = uuid4()
    keys.encrypt(other, "Bob", field="any")
    return other


@pytest.mark.parametrize(
    "how", ["changed", "cut", "another field's", "another person's", "nobody's", "an odd person's"]
)
def test_forged_ciphertext_is_no_fact(how):
    with pytest.raises(Undecodable) as refused:
        decode(Met, forged(encode(met()), how))
    assert NAME not in str(refused.value)
    assert EMAIL not in str(refused.value)


def test_forged_ciphertext_is_a_dead_letter_at_once(heard):
    event = met()
    tell(event)
    row = Outbox.objects.using("default").get(type="gopro.users.sample.met.v1")
    Outbox.objects.using("default").filter(pk=row.pk).update(data=forged(row.data, "changed"))
    tell(met())
    drain()
    letter = Inbox.objects.using("progress").get(stream=event.stream())
    assert (letter.state, letter.attempts) == (InboxState.DEAD, 1)
    assert "Undecodable" in letter.last_error
    assert event.person_id not in {one.person_id for one in heard}
    assert heard


def test_no_error_shows_what_a_fact_says_of_people(heard, caplog, monkeypatch):
    def refuse(event: Met) -> None:
        try:
            detail = f"Key (name)=({'-'.join(['some', 'body'])} {event.full_name}) exists."
            raise IntegrityError(f'duplicate key value violates "unique"\nDETAIL:  {detail}\n')
        except IntegrityError as error:
            raise ValueError(f"can't take {event!r}, {event.full_name}: <{event.email}>") from error

    monkeypatch.setattr("gopro.events.worker.decode", lambda *words: refuse(decode(*words)))
    tell(met())
    drain()
    error = Inbox.objects.using("progress").get(type="gopro.users.sample.met.v1").last_error
    assert "ValueError: can't take Met(" in error
    assert "[personal]" in error
    for shown in (error, caplog.text):
        assert not any(clear in shown for clear in (NAME, "Lovelace", EMAIL, "some-body"))


def test_a_misfit_is_told_without_its_values():
    data = encode(met()) | {"place": {"of": EMAIL}}
    with pytest.raises(Undecodable, match="place: Input should be a valid string") as refused:
        decode(Met, data)
    assert EMAIL not in str(refused.value)
    assert (refused.value.__cause__, refused.value.__suppress_context__) == (None, True)


def test_a_store_of_keys_that_is_away_costs_no_try(heard, monkeypatch):
    tell(met())
    known.keys.forget_all()

    def away(*_: object, **__: object) -> None:
        raise KeysUnavailable("away")

    with monkeypatch.context() as patch:
        patch.setattr("gopro.events.codec.keys.decrypt", away)
        drain()
    row = Inbox.objects.using("progress").get(type="gopro.users.sample.met.v1")
    assert (row.state, row.attempts) == (InboxState.PENDING, 0)
    assert heard == []


def test_many_are_read_in_one_round_trip(django_assert_num_queries):
    told = [encode(met()) for _ in range(10)]
    known.keys.forget_all()
    with django_assert_num_queries(1, using="keys"):
        prefetch((Met, data) for data in told)
        assert {decode(Met, data).full_name for data in told} == {NAME}
    assert personal_values(Met, told[0]) == [NAME, EMAIL]


def test_which_fields_are_personal_is_known():
    assert personal_fields(Met) == {"full_name": Personal("person_id"), "email": Personal("person_id")}


@dataclass(frozen=True, kw_only=True)
class Card:
    line: Annotated[str, Personal("person_id")]


def contract(**annotations: Any) -> type[Event]:
    """A contract with these fields."""
    body = {
        "__annotations__": {"person_id": UUID, **annotations},
        "__module__": __name__,
        "name": "users.sample.odd.v1",
        "aggregate": "person_id",
    }
    return dataclass(frozen=True, kw_only=True)(type("Odd", (Event,), body))


@pytest.mark.parametrize(
    ("annotations", "why"),
    [
        ({"age": Annotated[int, Personal("person_id")]}, "Odd.age is personal, so it must be a str"),
        ({"nick": Annotated[str | None, Personal("person_id")]}, "Odd.nick is personal, so it must be a str"),
        ({"name_": Annotated[str, Personal("nobody")]}, "of 'nobody', which must be a field of the fact, a UUID"),
        ({"word": str, "name_": Annotated[str, Personal("word")]}, "of 'word', which must be a field of the fact"),
        ({"names": tuple[Annotated[str, Personal("person_id")], ...]}, "Odd.names has personal data within"),
        ({"nick": Annotated[str, Personal("person_id")] | None}, "Odd.nick has personal data within"),
        ({"card": Card}, "Odd.card has personal data within"),
        ({"cards": dict[str, list[Card]]}, "Odd.cards has personal data within"),
    ],
)
def test_a_contract_says_clearly_what_can_be_encrypted(annotations, why):
    with pytest.raises(TypeError, match=why):
        check(contract(**annotations))
    check(contract(name_=Annotated[str, Personal("person_id")], plain=tuple[str, ...]))
