"""An account's erasure from the request to the receipt, over all rooms."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connections

from apps.courses.models.content import Course
from apps.progress.models import Certificate, Enrollment
from apps.users.contracts import ErasureBegun, ErasureCompleted, ErasureRequested, UserCreated, UserDeleted
from apps.users.models import User
from apps.users.services.erasure import receipts
from gopro.events.models import Outbox
from gopro.sagas.models import SagaReply
from tests.apps.users.erasures import EMAIL, NAME, USERNAME, Person
from tests.apps.users.factories import UserFactory, unverified

pytestmark = pytest.mark.django_db


def traces(*needles: str) -> dict[str, int]:
    """Rows of any table of any room in which one of the words stands."""
    found = {}
    for room, alias in settings.ROOM_ALIASES.items():
        with connections[alias].cursor() as cursor:
            cursor.execute(
                "SELECT quote_ident(table_name) FROM information_schema.tables WHERE table_schema = %s", [room]
            )
            for (table,) in cursor.fetchall():
                cursor.execute(
                    f"SELECT count(*) FROM {room}.{table} AS row WHERE row::text ILIKE ANY(%s)",  # noqa: S608 - our tables
                    [[f"%{needle}%" for needle in needles]],
                )
                if count := cursor.fetchone()[0]:
                    found[f"{room}.{table}"] = count
    return found


def test_afterwards_nothing_of_the_person_is_anywhere(mailoutbox: list[Any]):
    person = Person()
    assert {"users.users_user", "notifications.notifications_recipient"} <= traces(EMAIL, USERNAME, NAME).keys()
    person.ask().to_the_end()
    assert traces(EMAIL, USERNAME, NAME, "Wrote the first program") == {}
    assert not User.objects.filter(pk=person.user.pk).exists()
    assert not Enrollment.objects.filter(user_id=person.user.pk).exists()


def test_what_was_told_of_the_person_is_told_still_and_says_nothing(told: Any):
    person = Person()
    [before] = told.of(UserCreated)
    person.ask().to_the_end()
    [after] = told.of(UserCreated)
    assert (before.email, before.username, before.display_name) == (EMAIL, USERNAME, NAME)
    assert (after.email, after.username, after.display_name) == ("", "", "")
    assert (after.user_id, after.locale) == (before.user_id, before.locale)


def test_a_certificate_stays_genuine_and_is_of_nobody():
    person = Person()
    held = Certificate.objects.get(user_id=person.user.pk)
    person.ask().to_the_end()
    kept = Certificate.objects.get(pk=held.pk)
    assert (kept.number, kept.course_title, kept.issued_at) == (held.number, held.course_title, held.issued_at)
    assert (kept.user_id, kept.enrollment_id) == (None, None)


def test_what_the_person_wrote_for_others_stays_without_saying_whose_it_was():
    person = Person()
    person.ask().to_the_end()
    course = Course.objects.get(pk=person.course_id)
    assert (course.author_id, course.draft_version.title) == (None, "Engines")


def test_others_lose_nothing():
    other = UserFactory(email="grace@example.org", username="grace", display_name="Grace Hopper")
    person = Person()
    before = traces("grace@example.org")
    person.ask().to_the_end()
    assert User.objects.get(pk=other.pk).display_name == "Grace Hopper"
    assert traces("grace@example.org") == before


def test_it_is_told_in_order(told: Any):
    person = Person()
    way = person.ask()
    way.to_the_end()
    ids = {"erasure_id": way.erasure.pk, "user_id": person.user.pk}
    erasure = way.now
    assert told.of(ErasureRequested) == [ErasureRequested(**ids, due_at=erasure.due_at)]
    assert told.of(ErasureBegun) == [ErasureBegun(**ids)]
    assert told.of(UserDeleted) == [UserDeleted(user_id=person.user.pk)]
    assert told.of(ErasureCompleted) == [ErasureCompleted(**ids)]
    kinds = [type(event).__name__ for event in told]
    assert kinds.index("ErasureBegun") < kinds.index("PersonalDataErased") < kinds.index("UserDeleted")
    assert way.saga.state == "done"


def test_the_receipt_counts_what_each_room_erased_and_anybody_can_check_it(tmp_path: Any, capsys: Any):
    way = Person().ask()
    way.to_the_end()
    receipt = way.now.receipt
    assert receipt is not None
    stated = receipts.verified(receipt)
    assert stated == receipt["statement"]
    rows = {room: confirmation["rows"] for room, confirmation in stated["rooms"].items()}
    assert rows["courses"] == {"courses_course made anonymous": 1, "courses_edit made anonymous": 1}
    assert rows["progress"] == {
        "progress_lessoncompletion": 3,
        "progress_enrollment": 1,
        "progress_award": 1,
        "progress_certificate made anonymous": 1,
    }
    assert rows["notifications"]["notifications_recipient"] == 1
    assert rows["users"]["users_user"] == 1
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps({"id": "whatever else was in the answer", "receipt": receipt}))
    call_command("receipts", "verify", str(file))
    assert f"erasure {way.erasure.pk}" in capsys.readouterr().out


@pytest.mark.parametrize("part", ["statement", "jws"])
def test_a_receipt_that_was_changed_does_not_hold(part: str, tmp_path: Any):
    way = Person().ask()
    way.to_the_end()
    receipt = dict(way.now.receipt or {})
    receipt[part] = {**receipt["statement"], "rooms": {}} if part == "statement" else receipt["jws"][:-8] + "AAAAAAAA"
    file = tmp_path / "receipt.json"
    file.write_text(json.dumps(receipt))
    with pytest.raises(CommandError, match="doesn't hold"):
        call_command("receipts", "verify", str(file))


def test_the_last_mail_goes_out_before_the_address_is_gone(mailoutbox: list[Any]):
    way = Person().ask()
    way.to_the_end()
    last = mailoutbox[-1]
    assert (last.to, last.subject) == ([EMAIL], "Your account is erased")
    assert receipts.url(way.erasure) in last.body


def test_to_an_address_that_nobody_proved_nothing_is_sent(mailoutbox: list[Any]):
    person = unverified()
    way = Person.ask(type("Stranger", (), {"user": person})())
    way.to_the_end()
    assert mailoutbox == []
    assert way.now.state == "erased"
    assert SagaReply.objects.using("default").get(step="say_farewell").answer == {"sent": False}


def test_the_address_and_the_name_are_free_again():
    Person().ask().to_the_end()
    again = UserFactory(email=EMAIL, username=USERNAME, display_name=NAME)
    assert User.objects.get(email=EMAIL).pk == again.pk


def test_facts_told_before_are_still_there_and_in_sequence():
    person = Person()
    stream = f"users.user:{person.user.pk}"
    told = Outbox.objects.using("default").filter(stream=stream).count()
    person.ask().to_the_end()
    rows = Outbox.objects.using("default").filter(stream=stream).order_by("sequence")
    assert list(rows.values_list("sequence", flat=True)) == list(range(1, rows.count() + 1))
    assert rows.count() > told
