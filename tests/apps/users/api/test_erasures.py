"""Erasure over HTTP: asked, looked at by its link, cancelled, and its receipt."""

from typing import Any

import jwt
from django.test import Client

from apps.users.models import Purpose, Session, User
from apps.users.services.erasure import receipts
from tests.apps.users.erasures import Person, Way
from tests.apps.users.factories import PASSWORD, UserFactory

ME, KEEP = "/api/v1/users/me", "/api/v1/auth/keep-account"
HOST = "http://127.0.0.1:8080"


def test_answers_when_and_where_to_look(api_of: Any, api: Any):
    user = UserFactory()
    client = api_of(user)
    answer = client.delete(ME)
    assert answer.status_code == 202
    asked = answer.json()
    assert sorted(asked) == ["completed_at", "due_at", "id", "receipt", "requested_at", "state", "url"]
    assert (asked["state"], asked["receipt"], asked["completed_at"]) == ("pending", None, None)
    assert api.get(asked["url"].removeprefix(HOST)).json() == asked
    assert client.get(ME).status_code == 401
    assert client.delete(ME).status_code == 401


def test_needs_a_recent_log_in(api_of: Any):
    user = UserFactory()
    client = api_of(user)
    Session.objects.update(created_at="2020-01-01T00:00:00Z")
    answer = client.delete(ME)
    assert (answer.status_code, answer.json()["code"]) == (403, "login_not_recent")
    assert User.objects.get(pk=user.pk).is_active


def test_needs_a_log_in_at_all(api: Any):
    assert api.delete(ME).status_code == 401


def test_whoever_logs_in_meanwhile_is_told(api_of: Any, api: Any):
    user = UserFactory()
    api_of(user).delete(ME)
    answer = api.post("/api/v1/auth/login", {"email": user.email, "password": PASSWORD}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (401, "erasure_pending")


def test_is_cancelled_with_the_token_of_the_mail(api_of: Any, api: Any, mailed_token: Any):
    user = UserFactory()
    asked = api_of(user).delete(ME).json()
    token = mailed_token(user, Purpose.CANCEL_ERASURE)
    assert api.post(KEEP, {"token": "another"}, format="json").status_code == 422
    assert api.post(KEEP, {"token": token}, format="json").status_code == 204
    assert api.get(asked["url"].removeprefix(HOST)).json()["state"] == "cancelled"
    answer = api.post("/api/v1/auth/login", {"email": user.email, "password": PASSWORD}, format="json")
    assert answer.status_code == 200
    assert api.post(KEEP, {"token": token}, format="json").status_code == 422


def test_cannot_be_cancelled_any_more(api: Any, mailed_token: Any):
    person = Person()
    way = person.ask()
    token = mailed_token(person.user, Purpose.CANCEL_ERASURE)
    way.past_grace()
    answer = api.post(KEEP, {"token": token}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "past_return")


def test_the_page_of_the_mail_changes_nothing_before_its_button(api_of: Any, mailed_token: Any):
    user, browser = UserFactory(), Client(enforce_csrf_checks=True)
    api_of(user).delete(ME)
    token = mailed_token(user, Purpose.CANCEL_ERASURE)
    assert "Keep this account" in browser.get(f"/account/keep?token={token}").content.decode()
    assert not User.objects.get().is_active
    assert "Your account stays" in browser.post("/account/keep", {"token": token}).content.decode()
    assert User.objects.get().is_active


def test_the_receipt_is_checked_with_the_published_keys_alone(api: Any):
    way = Person().ask()
    way.to_the_end()
    found = api.get(receipts.url(way.erasure).removeprefix(HOST)).json()
    assert (found["state"], found["receipt"]["statement"]["erasure_id"]) == ("erased", str(way.erasure.pk))
    [published] = api.get("/.well-known/jwks.json").json()["keys"]
    key = jwt.PyJWK(published)
    body = jwt.PyJWS().decode(found["receipt"]["jws"], key.key, algorithms=["RS256"])
    assert str(way.erasure.pk).encode() in body


def test_a_receipt_is_no_token(api: Any):
    way = Person().ask()
    way.to_the_end()
    receipt = Way(way.now).erasure.receipt
    assert receipt is not None
    answer = api.get(ME, headers={"Authorization": f"Bearer {receipt['jws']}"})
    assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")


def test_a_link_that_is_not_ours_shows_nothing(api: Any):
    way = Person().ask()
    link = receipts.url(way.erasure).removeprefix(HOST)
    for wrong in (link[:-3] + "abc", f"/api/v1/users/erasures/{way.erasure.pk}", "/api/v1/users/erasures/x.y.z"):
        assert api.get(wrong).status_code == 404
