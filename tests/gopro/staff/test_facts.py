"""The operators' pages: a fact's whole way, dead letters and waiting streams, and who may do what there."""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from urllib.parse import urlencode
from uuid import UUID

import pytest
from django.test import Client

from gopro.audit import trail
from gopro.database import atomic
from gopro.events import failures, registry
from gopro.events.loop import drain
from gopro.events.models import Inbox, InboxState, Outbox, StreamCursor
from gopro.events.outbox import publish
from gopro.events.registry import OnFailure, Subscription
from gopro.identifiers import uuid7
from gopro.observability import context
from tests.gopro.events.conftest import Counted
from tests.gopro.staff.conftest import Browser

TOLD = "/admin/users/gopro_events/outbox/"
HEARD = "/admin/users/gopro_events/inbox/"
WAITING = "/admin/users/gopro_events/streamcursor/"
TYPE = "gopro.users.sample.counted.v1"
PAGES = (TOLD, HEARD, WAITING)


def tell(sample_id: UUID, number: int) -> Outbox:
    with atomic("users"):
        event_id = publish(Counted(sample_id=sample_id, number=number))
    return Outbox.objects.using("default").get(event_id=event_id)


@pytest.fixture
def hearing() -> Iterator[Callable[..., None]]:
    """Rooms hear `Counted`; a handler fails at 13, and tells 2 after it heard 1."""
    made: list[Subscription] = []
    effect = uuid7()

    def handle(event: Counted) -> None:
        if event.number == 13:
            raise ValueError("unlucky")
        if event.number == 1:
            publish(Counted(sample_id=effect, number=2))

    def hear(room: str) -> None:
        handler = handle if room == "users" else lambda _: None
        made.append(Subscription(consumer=room, event_type=Counted, handler=handler, on_failure=OnFailure.HALT))
        registry.register(made[-1])

    yield hear
    for subscription in made:
        registry.forget(subscription)


@pytest.fixture
def letters(hearing: Callable[..., None], monkeypatch: pytest.MonkeyPatch) -> list[Inbox]:
    monkeypatch.setattr(failures, "TRIES", 1)
    hearing("users")
    for _ in range(2):
        tell(uuid7(), 13)
    drain()
    return list(Inbox.objects.using("default").filter(state=InboxState.DEAD).order_by("id"))


def confirm(act: str, *rows: Inbox | StreamCursor) -> str:
    page = WAITING if isinstance(rows[0], StreamCursor) else HEARD
    return f"{page}confirm/{act}/?{urlencode({'id': [row.pk for row in rows]}, doseq=True)}"


def state_of(letter: Inbox) -> int:
    letter.refresh_from_db()
    return letter.state


def rows_of(client: Client, page: str, **query: str) -> list[UUID]:
    return [row.event_id for row in client.get(page, query).context["cl"].result_list]


def test_a_facts_page_shows_its_whole_way(browser: Browser, hearing: Callable[..., None]):
    hearing("users")
    hearing("progress")
    trace = "0af7651916cd43dd8448eb211c80319c"
    with context.bind(request_id="r-77", correlation_id="r-77", traceparent=f"00-{trace}-b7ad6b7169203331-01"):
        cause = tell(uuid7(), 1)
    drain()
    effect = Outbox.objects.using("default").get(type=TYPE, data__number=2)
    answer = browser("chief").get(f"{TOLD}event/{cause.event_id}/")
    way, page = answer.context["way"], answer.content.decode()
    assert [(one.sink, one.is_there) for one in way.deliveries] == [("local", True)]
    assert [(one.room, one.row.state) for one in way.hearings] == [("users", InboxState.DONE)]
    assert "<td>progress</td>" not in page  # whose facts this person may not see
    assert [node.told.row.event_id for node in way.effects] == [effect.event_id]
    assert f"{TOLD}event/{effect.event_id}/" in page
    assert (way.root, "r-77" in page, trace in page) == ("r-77", True, True)
    assert "?q=correlation%3Ar-77" in page
    after = browser("chief").get(f"{TOLD}event/{effect.event_id}/").context["way"]
    assert [told.row.event_id for told in after.causes] == [cause.event_id]
    assert (after.root, after.effects) == ("r-77", [])


def test_a_fact_that_is_on_its_way_says_so(browser: Browser, hearing: Callable[..., None]):
    hearing("users")
    fact = tell(uuid7(), 5)
    way = browser("chief").get(f"{TOLD}event/{fact.event_id}/").context["way"]
    assert [(one.sink, one.is_there) for one in way.deliveries] == [("local", False)]
    assert [(one.room, one.row) for one in way.hearings] == [("users", None)]
    assert browser("chief").get(f"{TOLD}event/{uuid7()}/").status_code == HTTPStatus.NOT_FOUND


def test_ciphertext_stays_ciphertext(browser: Browser):
    fact = tell(uuid7(), 5)
    Outbox.objects.using("default").filter(pk=fact.pk).update(data={"email": "enc:v1:c2VjcmV0"})
    assert "enc:v1:c2VjcmV0" in browser("chief").get(f"{TOLD}event/{fact.event_id}/").content.decode()


def test_lists_lead_to_the_facts_page(browser: Browser, letters: list[Inbox]):
    fact = Outbox.objects.using("default").get(event_id=letters[0].event_id)
    for page in (f"{TOLD}{fact.pk}/change/", f"{HEARD}{letters[0].pk}/change/"):
        answer = browser("chief").get(page)
        assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, f"{TOLD}event/{fact.event_id}/")
        assert browser("chief").post(page, {"state": "1"}).status_code == HTTPStatus.FORBIDDEN


def test_facts_are_found_by_each_of_their_names(browser: Browser):
    sample_id, chief = uuid7(), browser("chief")
    with context.bind(correlation_id="r-9"):
        first = tell(sample_id, 3)
    cause = uuid7()
    with context.bind(correlation_id=str(cause)):
        second = tell(uuid7(), 4)
    one, other = first.event_id, second.event_id
    assert rows_of(chief, TOLD, q=str(one)) == [one]
    assert rows_of(chief, TOLD, q=str(sample_id)) == [one]
    assert rows_of(chief, TOLD, q=f"users.sample:{sample_id}") == [one]
    assert rows_of(chief, TOLD, q="r-9") == rows_of(chief, TOLD, q="correlation:r-9") == [one]
    assert rows_of(chief, TOLD, q=f"correlation:{cause}") == [other]
    assert rows_of(chief, TOLD, q=TYPE) == rows_of(chief, TOLD, type=TYPE) == [other, one]
    assert rows_of(chief, TOLD, q=str(uuid7())) == rows_of(chief, TOLD, q="nothing") == []


def test_dead_letters_have_a_filter_and_say_why(browser: Browser, letters: list[Inbox]):
    chief = browser("chief")
    done = uuid7()
    tell(done, 5)
    drain()
    assert rows_of(chief, HEARD, state="dead") == [letter.event_id for letter in reversed(letters)]
    assert len(rows_of(chief, HEARD, state="done")) == 1
    page = chief.get(HEARD, {"state": "dead"}).content.decode()
    assert "ValueError: unlucky" in page
    event = chief.get(f"{TOLD}event/{letters[0].event_id}/").content.decode()
    assert "ValueError: unlucky" in event
    assert f"{HEARD}confirm/retry/?id={letters[0].pk}" in event


@pytest.mark.parametrize(("act", "state"), [("retry", InboxState.PENDING), ("discard", InboxState.DONE)])
def test_a_dead_letter_is_resolved_with_a_reason(browser: Browser, letters: list[Inbox], act: str, state: InboxState):
    letter, untouched = letters
    me = uuid7()
    chief, page = browser("chief", user_id=me), confirm(act, letter)
    asked = chief.get(page)
    assert (asked.status_code, list(asked.context["chosen"])) == (HTTPStatus.OK, [letter])
    without = chief.post(page, {"id": letter.pk, "reason": " "})
    assert "This field is required." in without.content.decode()
    assert state_of(letter) == InboxState.DEAD
    answer = chief.post(page, {"id": letter.pk, "reason": "mended"})
    assert (answer.status_code, answer["Location"]) == (HTTPStatus.FOUND, HEARD)
    assert (state_of(letter), state_of(untouched)) == (state, InboxState.DEAD)
    [entry] = trail.entries("users")
    assert (entry.actor_id, entry.action, entry.reason) == (str(me), f"events.deadletter.{act}", "mended")


def test_many_are_resolved_at_once(browser: Browser, letters: list[Inbox]):
    chief = browser("chief")
    ids = [str(letter.pk) for letter in letters]
    asked = chief.post(HEARD, {"action": "discard", "_selected_action": ids})
    assert (asked.status_code, asked["Location"]) == (HTTPStatus.FOUND, confirm("discard", *letters))
    assert {state_of(letter) for letter in letters} == {InboxState.DEAD}
    chief.post(asked["Location"], {"id": ids, "reason": "a test's facts"})
    assert {state_of(letter) for letter in letters} == {InboxState.DONE}
    assert [entry.object_id for entry in trail.entries("users").order_by("number")] == ids


def test_a_waiting_stream_is_released(browser: Browser, hearing: Callable[..., None]):
    hearing("users")
    fact = tell(uuid7(), 13)
    drain()
    [cursor] = StreamCursor.objects.using("default").filter(stream=fact.stream)
    chief = browser("chief")
    assert [row.pk for row in chief.get(WAITING).context["cl"].result_list] == [cursor.pk]
    assert "#1 failed" in chief.get(WAITING).content.decode()
    asked = chief.post(WAITING, {"action": "release", "_selected_action": [str(cursor.pk)]})
    assert asked["Location"] == confirm("release", cursor)
    chief.post(asked["Location"], {"id": cursor.pk, "reason": "mended"})
    cursor.refresh_from_db()
    assert cursor.blocked_until is None
    assert [entry.action for entry in trail.entries("users")] == ["events.stream.release"]


@pytest.mark.parametrize("role", ["clerk", "guest"])
def test_nobody_else_sees_facts(browser: Browser, letters: list[Inbox], role: str):
    client = browser(role)
    pages = [*PAGES, f"{TOLD}event/{letters[0].event_id}/", confirm("retry", letters[0])]
    assert {client.get(page).status_code for page in pages} == {HTTPStatus.FORBIDDEN}
    assert client.post(confirm("retry", letters[0]), {"reason": "x"}).status_code == HTTPStatus.FORBIDDEN
    assert state_of(letters[0]) == InboxState.DEAD


def test_who_may_only_look_resolves_nothing(browser: Browser, letters: list[Inbox]):
    viewer, [letter, _] = browser("viewer"), letters
    assert "confirm/retry" not in viewer.get(f"{TOLD}event/{letter.event_id}/").content.decode()
    page = viewer.get(HEARD).content.decode()
    assert "Discard dead letters" not in page
    viewer.post(HEARD, {"action": "discard", "_selected_action": [str(letter.pk)]})
    for act in ("retry", "discard"):
        answer = viewer.post(confirm(act, letter), {"id": letter.pk, "reason": "x"})
        assert answer.status_code == HTTPStatus.FORBIDDEN
    assert state_of(letter) == InboxState.DEAD
    assert not trail.entries("users").exists()


def test_nothing_is_resolved_from_elsewhere_or_by_a_mere_link(browser: Browser, letters: list[Inbox]):
    chief, letter = browser("chief", csrf=True), letters[0]
    chief.get(f"{confirm('retry', letter)}&reason=because")
    answer = chief.post(confirm("retry", letter), {"id": letter.pk, "reason": "because"})
    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert chief.get(f"{HEARD}confirm/burn/?id=1").status_code == HTTPStatus.NOT_FOUND
    assert state_of(letter) == InboxState.DEAD
