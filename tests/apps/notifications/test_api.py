"""Over HTTP: one's own, and nobody else's."""

import pytest
from rest_framework.test import APIClient

from apps.notifications.models import Notification, Preference
from apps.notifications.services import delivery, unsubscribing
from gopro.identifiers import uuid7
from tests.apps.notifications import factories
from tests.apps.notifications.conftest import Caller

BASE = "/api/v1/notifications"
FORM = "application/x-www-form-urlencoded"


def token(user_id, type_: str = "welcome") -> str:
    return unsubscribing.link(user_id=user_id, type_=type_).rpartition("/")[2]


def test_the_list_goes_on_by_cursor(api_of: Caller, django_assert_num_queries):
    user_id = factories.make_recipient()
    made = [factories.make_notification(user_id=user_id) for _ in range(3)]
    factories.make_notification(user_id=factories.make_recipient())
    api_of(user_id).get(BASE, {"page_size": 2})  # what is shown for the first time is recorded as delivered
    with django_assert_num_queries(2, using="notifications"):
        first = api_of(user_id).get(BASE, {"page_size": 2}).json()
    assert [row["id"] for row in first["items"]] == [str(made[2].id), str(made[1].id)]
    assert first["items"][0] == {
        "id": str(made[2].id),
        "type": "achievement_unlocked",
        "title": "New achievement: First green",
        "body": "You earned the badge “First green”. Well done.",
        "url": "/",
        "data": {"achievement": "first-pass", "achievement_title": "First green", "course_id": None},
        "created_at": first["items"][0]["created_at"],
        "read_at": None,
    }
    second = api_of(user_id).get(BASE, {"page_size": 2, "cursor": first["next"]}).json()
    assert ([row["id"] for row in second["items"]], second["next"]) == ([str(made[0].id)], None)


def test_reading_one_and_all(api_of: Caller):
    user_id = factories.make_recipient()
    made = [factories.make_notification(user_id=user_id) for _ in range(3)]
    api = api_of(user_id)
    assert api.get(f"{BASE}/count").json() == {"unread": 3}
    read = api.post(f"{BASE}/{made[0].id}/read")
    assert (read.status_code, read.json()["id"]) == (200, str(made[0].id))
    assert api.post(f"{BASE}/{made[0].id}/read").json() == read.json()
    unread = api.get(BASE, {"unread": "1"}).json()["items"]
    assert [row["id"] for row in unread] == [str(made[2].id), str(made[1].id)]
    assert api.post(f"{BASE}/read-all").json() == {"marked": 2}
    assert api.get(f"{BASE}/count").json() == {"unread": 0}
    assert len(api.get(BASE).json()["items"]) == 3


def test_anothers_are_not_there(api_of: Caller):
    found = factories.make_notification(user_id=factories.make_recipient())
    api = api_of(uuid7())
    for answer in (api.post(f"{BASE}/{found.id}/read"), api.get(f"{BASE}/{found.id}/deliveries")):
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
    assert api.get(BASE).json() == {"items": [], "next": None}
    assert Notification.objects.get().read_at is None


def test_deliveries_tell_what_became_of_it_and_no_server_s_words(api_of: Caller, mail_server):
    user_id = factories.make_recipient()
    found = factories.make_notification(user_id=user_id)
    mail_server.answer = "451 secret of the server"
    delivery.deliver(delivery_id=factories.mail_of(found).id)
    answer = api_of(user_id).get(f"{BASE}/{found.id}/deliveries")
    rows = {row["channel"]: row for row in answer.json()["items"]}
    assert rows["in_app"]["status"] == "sent"
    assert rows["email"]["status"] == "queued"
    assert [attempt["outcome"] for attempt in rows["email"]["attempts"]] == ["unavailable"]
    assert "secret" not in answer.content.decode()


def test_preferences_are_rows_of_type_and_channel(api_of: Caller):
    user_id = factories.make_recipient()
    api = api_of(user_id)
    before = api.get(f"{BASE}/preferences").json()["items"]
    assert len(before) == 14
    assert all(row["enabled"] and row["is_default"] for row in before)
    change = {"items": [{"type": "welcome", "channel": "email", "enabled": False}]}
    after = api.patch(f"{BASE}/preferences", change).json()["items"]
    changed = [(row["type"], row["channel"]) for row in after if not row["enabled"]]
    assert changed == [("welcome", "email")]
    assert api.get(f"{BASE}/preferences").json()["items"] == after


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"items": [{"type": "spam", "channel": "email", "enabled": True}]}, "/items/0/type"),
        ({"items": [{"type": "welcome", "channel": "pigeon", "enabled": True}]}, "/items/0/channel"),
        ({"items": [{"type": "welcome", "channel": "email"}]}, "/items/0/enabled"),
        ({"items": [{"type": "welcome", "channel": "email", "enabled": True, "x": 1}]}, "/items/0/x"),
        ({"items": []}, "/items"),
        ({"quiet": True}, "/quiet"),
    ],
)
def test_what_is_no_preference_is_refused(api_of: Caller, change, pointer: str):
    answer = api_of(uuid7()).patch(f"{BASE}/preferences", change)
    assert answer.status_code == 422
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]
    assert not Preference.objects.exists()


def test_a_patch_of_nothing_changes_nothing(api_of: Caller):
    assert api_of(uuid7()).patch(f"{BASE}/preferences", {}).status_code == 200
    assert not Preference.objects.exists()


@pytest.mark.parametrize("query", ["unread=maybe", "page=1", "color=red", "cursor=x"])
def test_what_is_no_parameter_is_refused(api_of: Caller, query: str):
    assert api_of(uuid7()).get(f"{BASE}?{query}").status_code == 422


@pytest.mark.parametrize("path", ["", "/count", "/preferences", "/00000000-0000-7000-8000-000000000000/deliveries"])
def test_nobody_in_particular_is_told_to_sign_in(db, path: str):
    assert APIClient().get(BASE + path).status_code == 401


def test_looking_at_the_link_changes_nothing_and_one_click_does(db):
    user_id = factories.make_recipient()
    path = f"{BASE}/unsubscribe/{token(user_id)}"
    api = APIClient(raise_request_exception=False)
    assert api.get(path).json() == {"type": "welcome", "title": "Welcome", "channel": "email", "enabled": True}
    assert not Preference.objects.exists()
    for _ in range(2):
        answer = api.post(path, "List-Unsubscribe=One-Click", content_type=FORM)
        assert (answer.status_code, answer.json()["enabled"]) == (200, False)
    assert Preference.objects.get().user_id == user_id


@pytest.mark.parametrize("kind", ["multipart", "json", None])
def test_one_click_is_taken_in_every_form_that_mail_programs_send(db, kind: str | None):
    path = f"{BASE}/unsubscribe/{token(factories.make_recipient())}"
    body = {"List-Unsubscribe": "One-Click"} if kind == "multipart" else None
    assert APIClient().post(path, body, format=kind).status_code == 200


@pytest.mark.parametrize("wrong", ["x", "a.b", "WyJ4Il0.x", "%00", "ї", "x" * 3000])
def test_a_link_that_is_none_is_not_found(db, wrong: str):
    api = APIClient(raise_request_exception=False)
    for answer in (api.get(f"{BASE}/unsubscribe/{wrong}"), api.post(f"{BASE}/unsubscribe/{wrong}")):
        assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")
