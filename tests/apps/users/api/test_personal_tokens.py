"""Personal access tokens over HTTP: made by people, used by programs, within their scopes."""

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from drf_spectacular.generators import EndpointEnumerator
from rest_framework.test import APIClient

from apps.users.models import PersonalToken, Session
from gopro.api.admission import SAFE
from gopro.identifiers import uuid7
from gopro.security.scopes import known
from gopro.security.tokens import Terms
from gopro.testing.tokens import access_token, personal_token
from tests.apps.users.factories import UserFactory

TOKENS = "/api/v1/users/me/tokens"
WISH = {"name": "backup", "scopes": ["users:read", "courses:read"], "expires_in_days": 30}
OF_USERS = ("/api/v1/auth", "/api/v1/users")
OPEN = {
    ("get", "/api/v1/users/me"),
    ("patch", "/api/v1/users/me"),
    ("get", "/api/v1/users/{key}"),
    ("get", "/api/v1/users/{user_id}/avatar/{size}"),
}
LEAVES = ("post", "/api/v1/auth/logout")


def operations() -> Iterator[tuple[str, str]]:
    """Method and path of every operation that looks at tokens at all."""
    enumerator: Any = EndpointEnumerator()
    for path, _, method, callback in enumerator.get_api_endpoints():
        if callback.cls.authentication_classes:
            yield method.lower(), path


def filled(template: str, **known_ids: object) -> str:
    """A path of this form, to things that aren't there but for those that are given."""
    values = {"provider": "github", "size": 64} | known_ids
    return re.sub(r"\{(\w+)\}", lambda found: str(values.get(found[1], uuid7())), template)


def bearing(token: str) -> APIClient:
    client = APIClient(raise_request_exception=False)
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


def test_is_shown_once(api_of):
    client = api_of(UserFactory())
    answer = client.post(TOKENS, WISH)
    assert (answer.status_code, sorted(answer.json())) == (201, ["about", "token"])
    token, about = answer.json()["token"], answer.json()["about"]
    assert token.startswith("gopro_pat_ey")
    assert answer.headers["Cache-Control"] == "no-store"
    assert sorted(about) == ["created_at", "expires_at", "id", "last_used_at", "name", "scopes"]
    assert (about["name"], about["scopes"]) == ("backup", ["courses:read", "users:read"])
    listed = client.get(TOKENS).json()["items"]
    assert listed == [about]
    assert client.get(f"{TOKENS}/{about['id']}").json() == about
    assert token not in str(listed)


def test_is_used_and_revoked(api_of):
    user = UserFactory()
    client = api_of(user)
    made = client.post(TOKENS, WISH).json()
    program = bearing(made["token"])
    assert program.get("/api/v1/users/me").json()["id"] == str(user.id)
    assert client.delete(f"{TOKENS}/{made['about']['id']}").status_code == 204
    assert [client.get(f"{TOKENS}/{made['about']['id']}").status_code, client.get(TOKENS).json()["items"]] == [404, []]
    assert client.delete(f"{TOKENS}/{made['about']['id']}").status_code == 404


def test_others_tokens_are_not_there(api_of):
    made = api_of(UserFactory()).post(TOKENS, WISH).json()["about"]
    other = api_of(UserFactory())
    assert [other.get(f"{TOKENS}/{made['id']}").status_code, other.delete(f"{TOKENS}/{made['id']}").status_code] == [
        404,
        404,
    ]
    assert other.get(TOKENS).json()["items"] == []
    assert PersonalToken.objects.get().revoked_at is None


@pytest.mark.parametrize(
    "change",
    [
        *({"name": ""}, {"name": "x" * 81}, {"name": "a\nb"}),
        *({"scopes": []}, {"scopes": ["courses:admin"]}, {"scopes": "courses:read"}, {"scopes": ["*"]}),
        *({"expires_in_days": 0}, {"expires_in_days": 367}, {"expires_in_days": "never"}, {"expires_in_days": None}),
        *({"roles": ["admin"]}, {"user_id": "x"}, {"token": "mine"}),
    ],
)
def test_refuses_wishes_that_are_none(api_of, change):
    assert api_of(UserFactory()).post(TOKENS, WISH | change).status_code == 422
    assert PersonalToken.objects.count() == 0


def test_asks_for_a_recent_log_in(api_of):
    client = api_of(UserFactory())
    Session.objects.update(created_at=timezone.now() - timedelta(minutes=11))
    answer = client.post(TOKENS, WISH)
    assert (answer.status_code, answer.json()["code"]) == (403, "login_not_recent")


def test_nobody_has_tokens(api):
    assert [api.get(TOKENS).status_code, api.post(TOKENS, WISH).status_code] == [401, 401]


@pytest.mark.parametrize("path", [TOKENS, f"{TOKENS}/01890a5d-ac96-774b-bcce-b302099a8057", "/api/v1/auth/sessions"])
def test_a_token_makes_and_shows_no_tokens(db, path):
    user = UserFactory()
    program = bearing(personal_token(user_id=user.id, scopes=known()))
    answers = [program.get(path), program.post(path, WISH), program.delete(path)]
    assert {answer.status_code for answer in answers} <= {403, 405}
    assert answers[0].status_code == 403
    assert answers[0].json()["code"] == "insufficient_scope"


def test_nothing_of_this_room_is_open_to_programs_but_the_profile(db):
    """Every operation of the contract, with every scope there is."""
    user = UserFactory(roles=["admin"])
    program = bearing(personal_token(user_id=user.id, scopes=known(), roles=user.all_roles))
    tried, opened = 0, set()
    for method, template in operations():
        if not template.startswith(OF_USERS):
            continue
        answer = getattr(program, method)(filled(template, key=user.id), {})
        tried += 1
        if (answer.status_code, answer.json().get("code") if answer.content else "") != (403, "insufficient_scope"):
            opened.add((method, template))
    assert tried >= 10
    assert opened == OPEN


def test_a_scope_opens_its_room_and_its_act_alone(db):
    user = UserFactory()
    reader = bearing(personal_token(user_id=user.id, scopes=["users:read"]))
    stranger = bearing(personal_token(user_id=user.id, scopes=["courses:read", "courses:write", "users:write"]))
    assert reader.get("/api/v1/users/me").status_code == 200
    assert reader.head("/api/v1/users/me").status_code == 200
    assert reader.patch("/api/v1/users/me", {"bio": "x"}).json()["code"] == "insufficient_scope"
    assert stranger.get("/api/v1/users/me").json()["detail"] == "The token lacks the scope users:read."
    assert stranger.patch("/api/v1/users/me", {"bio": "x"}).status_code == 200
    assert reader.get("/api/v1/notifications").json()["code"] == "insufficient_scope"
    nobody = bearing(personal_token(user_id=user.id, scopes=[]))
    assert nobody.get("/api/v1/users/me").json()["code"] == "insufficient_scope"


def test_a_personal_token_without_its_prefix_is_no_access_token(db):
    token = personal_token(user_id=UserFactory().id, scopes=["users:read"])
    assert bearing(token).get("/api/v1/users/me").status_code == 200
    bare = bearing(token.removeprefix("gopro_pat_")).get("/api/v1/users/me")
    assert (bare.status_code, bare.json()["code"]) == (401, "token_invalid")
    access = access_token(user_id=UserFactory().id)
    assert bearing(f"gopro_pat_{access}").get("/api/v1/users/me").status_code == 401


def test_who_only_looks_changes_nothing(db):
    user = UserFactory()
    terms = Terms(actor_id=uuid7(), is_read_only=True)
    support = bearing(access_token(user_id=user.id, terms=terms))
    assert support.get("/api/v1/users/me").status_code == 200
    tried = 0
    for method, template in operations():
        if method.upper() in SAFE:
            continue
        answer = getattr(support, method)(filled(template), {})
        if (method, template) == LEAVES:
            assert answer.status_code == 204
            continue
        assert (answer.status_code, answer.json()["code"]) == (403, "impersonation_read_only"), (method, template)
        tried += 1
    assert tried >= 20
    user.refresh_from_db()
    assert user.bio == ""
