"""GitHub, which speaks OAuth without OpenID Connect, in the shapes that its documentation shows."""

from collections.abc import Iterator
from typing import Any

import pytest
from pytest_django.fixtures import Settings
from rest_framework.test import APIClient

from apps.users.models import Identity, User
from tests.apps.users import oauth
from tests.apps.users.factories import UserFactory
from tests.apps.users.oauth import Scripted
from tests.provisioning import openid

USER = {"login": "octocat", "id": 583231, "node_id": "MDQ6VXNlcjE=", "type": "User", "name": "Mona Lisa", "email": None}
EMAILS = [
    {"email": "old@example.org", "verified": True, "primary": False, "visibility": None},
    {"email": "mona@example.org", "verified": True, "primary": True, "visibility": "private"},
]
START = "/api/v1/auth/oauth/github/start"


@pytest.fixture
def github(settings: Settings) -> Iterator[Scripted]:
    provider = Scripted()
    oauth.configure(settings, github=provider.issuer)
    provider.replies = {
        "/login/oauth/access_token": lambda _: (
            200,
            {"access_token": "gho_x", "token_type": "bearer", "scope": "user"},
        ),
        "/api/v3/user": lambda _: (200, USER),
        "/api/v3/user/emails": lambda _: (200, EMAILS),
    }
    yield provider
    provider.close()


def logged_in(client: APIClient, *, secret: str = "") -> Any:
    asked = oauth.query_of(client.get(START)["Location"])
    back = client.get("/api/v1/auth/oauth/github/callback", {"code": "c0de", "state": asked["state"]})
    assert back.status_code == 303
    return client.post("/api/v1/auth/oauth/github/token", {"code": "c0de", "state": asked["state"]})


def test_the_browser_is_led_there_with_pkce_and_without_a_nonce(api: APIClient, github: Scripted):
    where = api.get(START)["Location"]
    assert where.startswith(f"{github.issuer}/login/oauth/authorize?")
    asked = oauth.query_of(where)
    assert asked["scope"] == "read:user user:email"
    assert asked["code_challenge_method"] == "S256"
    assert "nonce" not in asked


def test_somebody_with_a_verified_primary_address_gets_an_account(api: APIClient, github: Scripted):
    answer = logged_in(api)
    assert answer.status_code == 200, answer.content
    said = answer.json()["user"]
    assert (said["username"], said["display_name"], said["email"]) == ("octocat", "Mona Lisa", "mona@example.org")
    assert said["email_verified"] is True
    assert Identity.objects.get().subject == "583231"
    token, user, emails = github.asked
    assert token.form["code"] == "c0de"
    assert (token.form["client_id"], token.form["client_secret"]) == (openid.client_id("github"), openid.SECRET)
    assert len(token.form["code_verifier"]) == 43
    assert token.headers["Accept"] == "application/json"
    assert user.headers["Authorization"] == emails.headers["Authorization"] == "Bearer gho_x"


def test_a_changed_login_is_still_the_same_person(api: APIClient, github: Scripted):
    first = logged_in(api).json()["user"]["id"]
    github.replies["/api/v3/user"] = lambda _: (200, USER | {"login": "renamed"})
    assert logged_in(APIClient()).json()["user"]["id"] == first


@pytest.mark.parametrize(
    "emails",
    [
        [EMAILS[0]],
        [EMAILS[1] | {"verified": False}],
        [],
        {"message": "Not Found"},
    ],
)
def test_without_a_verified_primary_address_nobody_is_let_in(api: APIClient, github: Scripted, emails: Any):
    UserFactory(username="mona", email="mona@example.org")
    github.replies["/api/v3/user/emails"] = lambda _: (200, emails)
    answer = logged_in(api)
    assert (answer.status_code, answer.json()["code"]) == (409, "provider_address_unverified")
    assert not Identity.objects.exists()


@pytest.mark.parametrize(
    ("path", "reply", "code"),
    [
        ("/login/oauth/access_token", (200, {"error": "bad_verification_code"}), "provider_refused"),
        ("/login/oauth/access_token", (500, b""), "provider_unavailable"),
        ("/api/v3/user", (200, USER | {"id": "583231"}), "provider_refused"),
        ("/api/v3/user", (200, USER | {"id": True}), "provider_refused"),
        ("/api/v3/user", (200, USER | {"id": -1}), "provider_refused"),
        ("/api/v3/user", (200, []), "provider_refused"),
        ("/api/v3/user", (403, {"message": "rate limit"}), "provider_unavailable"),
        ("/api/v3/user/emails", (200, [{"email": 1, "primary": True, "verified": True}]), "provider_refused"),
        ("/api/v3/user/emails", (200, [EMAILS[1] | {"verified": "true"}]), "provider_refused"),
    ],
)
def test_what_does_not_hold_is_refused(api: APIClient, github: Scripted, path: str, reply: Any, code: str):
    github.replies[path] = lambda _: reply
    assert logged_in(api).json()["code"] == code
    assert not User.objects.exists()


def test_an_answer_that_names_another_sender_is_refused(api: APIClient, github: Scripted):
    asked = oauth.query_of(api.get(START)["Location"])
    said = {"code": "c0de", "state": asked["state"], "iss": "https://evil.example"}
    assert api.get("/api/v1/auth/oauth/github/callback", said).status_code == 401
