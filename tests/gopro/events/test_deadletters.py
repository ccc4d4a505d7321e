"""Dead letters and waiting streams: what an operator does about them, and that the audit keeps why."""

from collections.abc import Callable
from io import StringIO
from uuid import UUID

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from gopro.audit import trail
from gopro.audit.errors import ReasonMissing
from gopro.audit.models import AuditEntry
from gopro.audit.operators import operator
from gopro.errors import NotFound
from gopro.events import deadletters, failures, waiting
from gopro.events.loop import drain
from gopro.events.models import Inbox, InboxState, StreamCursor
from gopro.identifiers import uuid7
from gopro.observability import context
from tests.gopro.events.conftest import Hearer

pytestmark = pytest.mark.django_db
TYPE = "gopro.users.sample.counted.v1"

type Poison = Callable[..., list[Inbox]]


@pytest.fixture
def hearer(subscribe: Callable[..., Hearer]) -> Hearer:
    return subscribe()


@pytest.fixture
def poison(tell: Callable[..., None], hearer: Hearer, monkeypatch: pytest.MonkeyPatch) -> Poison:
    """Dead letters of so many streams, each with one fact that waits behind."""

    def make(streams: int = 1) -> list[Inbox]:
        monkeypatch.setattr(failures, "TRIES", 1)
        hearer.fails = lambda event: event.number == 1
        for _ in range(streams):
            tell(uuid7(), 1, 2)
        drain()
        letters = list(deadletters.in_room("progress"))
        assert len(letters) == streams
        assert hearer.heard == []
        hearer.fails = lambda _: False
        return letters

    return make


def told_of() -> list[AuditEntry]:
    return list(trail.entries("progress").order_by("number"))


def run(*words: str) -> str:
    output = StringIO()
    call_command("deadletters", *words, stdout=output)
    return output.getvalue()


def test_a_retry_is_kept_in_the_audit_with_its_reason(poison: Poison, hearer: Hearer):
    [letter] = poison()
    with context.bind(actor_id="ada"):
        deadletters.retry(room="progress", letter_id=letter.id, reason=" the bug is mended ")
    drain()
    assert hearer.numbers == [1, 2]
    [entry] = told_of()
    assert (entry.actor_id, entry.action, entry.reason) == ("ada", "events.deadletter.retry", "the bug is mended")
    assert (entry.object_type, entry.object_id) == ("gopro_events.inbox", str(letter.id))
    assert entry.changes == {
        "event_id": str(letter.event_id),
        "fact": f"{TYPE} #1 of {letter.stream} for progress",
    }


@pytest.mark.parametrize("act", [deadletters.retry, deadletters.discard])
def test_nothing_is_done_without_a_reason(act: Callable[..., None], poison: Poison, hearer: Hearer):
    [letter] = poison()
    with pytest.raises(ReasonMissing):
        act(room="progress", letter_id=letter.id, reason=" ")
    drain()
    assert list(deadletters.in_room("progress")) == [letter]
    assert hearer.heard == []
    assert told_of() == []


def test_the_second_operator_finds_that_it_is_none_any_more(poison: Poison):
    [letter] = poison()
    deadletters.retry(room="progress", letter_id=letter.id, reason="mended")
    with pytest.raises(NotFound):
        deadletters.discard(room="progress", letter_id=letter.id, reason="useless")
    assert [entry.action for entry in told_of()] == ["events.deadletter.retry"]


def test_only_those_that_are_asked_for(poison: Poison):
    first, second = poison(2)
    assert list(deadletters.in_room("progress", stream=first.stream)) == [first]
    assert list(deadletters.in_room("progress", type_=TYPE, consumer="progress")) == [first, second]
    assert list(deadletters.in_room("progress", type_="gopro.users.sample.other.v1")) == []
    assert list(deadletters.in_room("progress", consumer="users")) == []
    assert list(deadletters.in_room("users")) == []


def test_the_command_names_the_operator(poison: Poison, hearer: Hearer):
    [letter] = poison()
    assert f"progress {letter.id}  {TYPE} #1" in run("list")
    assert "can't take 1" in run("show", "progress", str(letter.id))
    assert run("discard", "progress", str(letter.id), "--reason", "a test fact") == (
        f"progress {letter.id} is discarded; its stream goes on.\n"
    )
    drain()
    assert hearer.numbers == [2]
    [entry] = told_of()
    assert (entry.actor_id, entry.action, entry.reason) == (operator(), "events.deadletter.discard", "a test fact")
    assert run("list") == "0 dead letters\n"


def test_the_command_lists_by_stream_and_type(poison: Poison):
    first, second = poison(2)
    found = run("list", "progress", "--stream", first.stream)
    assert (str(first.stream) in found, str(second.stream) in found) == (True, False)
    assert run("list", "--type", "gopro.users.sample.other.v1") == "0 dead letters\n"
    assert run("list", "--consumer", "users") == "0 dead letters\n"


def test_the_command_wants_a_reason_and_says_which(poison: Poison):
    [letter] = poison()
    for words in (
        ("retry", "progress", str(letter.id)),
        ("retry", "progress", "--all-of-type", TYPE),
        ("retry", "progress", "--reason", "x"),
        ("show", "progress"),
        ("retry", "progress", str(letter.id), "--all-of-type", TYPE, "--reason", "x"),
        ("retry", "nowhere", str(letter.id), "--reason", "x"),
    ):
        with pytest.raises(CommandError):
            run(*words)
    assert list(deadletters.in_room("progress")) == [letter]
    assert told_of() == []


def test_many_at_once_after_a_look(poison: Poison, hearer: Hearer):
    first, second = poison(2)
    shown = run("retry", "progress", "--all-of-type", TYPE, "--dry-run")
    assert shown.splitlines() == [
        f"retry progress {first.id}  {first}",
        f"retry progress {second.id}  {second}",
        "2 dead letters, and nothing done",
    ]
    assert deadletters.in_room("progress").count() == 2
    assert told_of() == []
    assert run("retry", "progress", "--all-of-type", TYPE, "--reason", "mended").splitlines()[-1] == "2 dead letters"
    drain()
    assert sorted(hearer.numbers) == [1, 1, 2, 2]
    assert [entry.object_id for entry in told_of()] == [str(first.id), str(second.id)]


def waiting_stream(tell: Callable[..., None], hearer: Hearer) -> StreamCursor:
    hearer.fails = lambda _: True
    sample_id: UUID = uuid7()
    tell(sample_id, 1)
    drain()
    hearer.fails = lambda _: False
    [cursor] = waiting.in_room("progress")
    StreamCursor.objects.using("progress").update(blocked_until="2999-01-01T00:00:00Z")
    return cursor


def test_a_waiting_stream_is_released_and_tried_now(tell: Callable[..., None], hearer: Hearer):
    cursor = waiting_stream(tell, hearer)
    drain()
    assert hearer.heard == []
    with pytest.raises(ReasonMissing):
        waiting.release(room="progress", cursor_id=cursor.pk, reason="")
    waiting.release(room="progress", cursor_id=cursor.pk, reason="mended")
    drain()
    assert hearer.numbers == [1]
    [entry] = told_of()
    assert (entry.action, entry.reason) == ("events.stream.release", "mended")
    assert entry.changes == {"stream": f"{cursor.stream} for progress", "waits_for": "#1 failed"}
    with pytest.raises(NotFound):
        waiting.release(room="progress", cursor_id=cursor.pk, reason="again")


def test_a_stream_with_a_dead_letter_waits_for_a_person(poison: Poison):
    [letter] = poison()
    [cursor] = waiting.in_room("progress")
    with pytest.raises(waiting.WaitsForPerson):
        waiting.release(room="progress", cursor_id=cursor.pk, reason="hurry")
    letter.refresh_from_db()
    assert letter.state == InboxState.DEAD
    assert told_of() == []
