"""Logging in, refreshing, and asking what a token says, over HTTP."""

import base64
import json
from datetime import timedelta

import jwt
import pytest
import time_machine
from django.utils import timezone

from apps.users.contracts import SessionRevoked, UserLoggedIn
from apps.users.models import RefreshToken, Session, User
from apps.users.services import accounts
from gopro.identifiers import uuid7
from gopro.security.ring import ring
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in

LOGIN = "/api/v1/auth/login"
REFRESH = "/api/v1/auth/refresh"
VERIFY = "/api/v1/auth/verify"


def test_logs_in(api, told):
    user = UserFactory(username="ada", roles=["author"])
    known = len(told)
    answer = api.post(LOGIN, {"email": "Ada@example.org", "password": PASSWORD}, HTTP_USER_AGENT="Phone")
    body = answer.json()
    session = Session.objects.get()
    assert answer.status_code == 200
    assert sorted(body) == ["access", "expires_in", "mfa_enrollment_required", "refresh", "token_type", "user"]
    assert (body["token_type"], body["expires_in"]) == ("Bearer", 600)
    assert body["user"]["id"] == str(user.id)
    assert body["user"]["roles"] == ["learner", "author"]
    assert "password" not in json.dumps(body)
    assert answer.headers["Cache-Control"] == "no-store"
    assert (session.user_agent, session.ip, session.is_staff) == ("Phone", "127.0.0.1", False)
    assert list(told)[known:] == [UserLoggedIn(user_id=user.id, session_id=session.id)]


def test_access_tokens_say_who_and_as_what(db):
    user = UserFactory(roles=["editor"])
    issued = signed_in(user)
    claims = ring().verify(issued.access)
    header = jwt.get_unverified_header(issued.access)
    assert header["alg"] == "RS256"
    assert header["kid"]
    assert (claims.user_id, claims.session_id) == (user.id, issued.session_id)
    assert claims.roles == {"learner", "editor"}
    assert claims.expires_at - claims.issued_at == timedelta(minutes=10)


def test_tables_hold_hashes_only(db):
    issued = signed_in(UserFactory())
    [row] = RefreshToken.objects.values()
    assert len(row["token_hash"]) == 64
    assert issued.refresh not in str(row)


@pytest.mark.parametrize(
    ("email", "password"),
    [("ada@example.org", "wrong password"), ("nobody@example.org", PASSWORD), ("no address", PASSWORD)],
)
def test_refuses_in_one_way_whatever_is_wrong(api, told, email, password):
    UserFactory(username="ada")
    known = len(told)
    answer = api.post(LOGIN, {"email": email, "password": password})
    assert answer.status_code == 401
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert {name: answer.json()[name] for name in ("code", "title", "detail")} == {
        "code": "wrong_credentials",
        "title": "Address or password is wrong",
        "detail": "Address or password is wrong",
    }
    assert len(told) == known
    assert Session.objects.count() == 0


def test_refuses_a_closed_account_like_an_unknown_one(api):
    user = UserFactory(username="ada")
    accounts.deactivate_user(user_id=user.id, by=uuid7())
    closed = api.post(LOGIN, {"email": user.email, "password": PASSWORD}).json()
    unknown = api.post(LOGIN, {"email": "nobody@example.org", "password": PASSWORD}).json()
    assert closed | {"request_id": ""} == unknown | {"request_id": ""}


def test_takes_the_same_password_however_it_was_composed(api):
    UserFactory(username="ada", password="Café sur la plage")
    answer = api.post(LOGIN, {"email": "ada@example.org", "password": "Cafe\u0301 sur la plage"})
    assert answer.status_code == 200


@pytest.mark.parametrize("body", [{}, {"email": "a@example.org"}, {"email": "a", "password": "b", "admin": True}])
def test_refuses_bodies_that_are_not_a_log_in(api, body):
    assert api.post(LOGIN, body).status_code == 422


def test_refresh_rotates(api, told):
    first = signed_in(UserFactory())
    known = len(told)
    answer = api.post(REFRESH, {"refresh": first.refresh})
    second = answer.json()
    assert answer.status_code == 200
    assert {*second} == {"access", "expires_in", "refresh", "token_type", "user", "mfa_enrollment_required"}
    assert second["refresh"] != first.refresh
    assert ring().verify(second["access"]).session_id == first.session_id
    assert api.post(REFRESH, {"refresh": second["refresh"]}).status_code == 200
    assert Session.objects.count() == 1
    assert len(told) == known


def test_reuse_ends_the_family(api, told):
    user = UserFactory()
    first, other = signed_in(user), signed_in(user)
    second = api.post(REFRESH, {"refresh": first.refresh}).json()
    known = len(told)
    reused = [api.post(REFRESH, {"refresh": token}) for token in (first.refresh, first.refresh, second["refresh"])]
    assert [answer.status_code for answer in reused] == [401] * 3
    assert {answer.json()["code"] for answer in reused} == {"refresh_token_invalid"}
    assert list(told)[known:] == [
        SessionRevoked(user_id=user.id, session_id=first.session_id, reason="refresh_token_reused")
    ]
    assert api.post(REFRESH, {"refresh": other.refresh}).status_code == 200


def test_refuses_to_refresh_for_a_closed_or_deleted_account(api):
    closed, deleted = UserFactory(), UserFactory()
    tokens = [signed_in(closed).refresh, signed_in(deleted).refresh]
    User.objects.filter(pk=closed.pk).update(is_active=False)
    User.objects.filter(pk=deleted.pk).delete()
    assert [api.post(REFRESH, {"refresh": token}).status_code for token in tokens] == [401, 401]
    assert RefreshToken.objects.filter(used_at=None).count() == 1


def test_a_session_ends_after_a_month_unused_and_after_three_in_any_case(api):
    issued = signed_in(UserFactory()).refresh
    began = timezone.now()
    for days in (29, 58, 87):
        with time_machine.travel(began + timedelta(days=days), tick=False):
            answer = api.post(REFRESH, {"refresh": issued})
            assert answer.status_code == 200
            issued = answer.json()["refresh"]
    with time_machine.travel(began + timedelta(days=90, minutes=1), tick=False):
        assert api.post(REFRESH, {"refresh": issued}).status_code == 401
    unused = signed_in(UserFactory()).refresh
    with time_machine.travel(timezone.now() + timedelta(days=30, minutes=1), tick=False):
        assert api.post(REFRESH, {"refresh": unused}).status_code == 401


def test_an_access_token_is_no_refresh_token_nor_the_other_way_round(api):
    issued = signed_in(UserFactory())
    assert api.post(REFRESH, {"refresh": issued.access}).status_code == 401
    assert api.post(VERIFY, {"token": issued.refresh}).status_code == 401


def test_says_what_a_token_says(api):
    user = UserFactory()
    issued = signed_in(user)
    answer = api.post(VERIFY, {"token": issued.access})
    assert answer.status_code == 200
    assert answer.json() | {"issued_at": "", "expires_at": ""} == {
        "user_id": str(user.id),
        "session_id": str(issued.session_id),
        "roles": ["learner"],
        "issued_at": "",
        "expires_at": "",
    }


def test_says_that_a_token_does_not_hold(api):
    access = signed_in(UserFactory()).access
    header, payload, signature = access.split(".")
    none = base64.urlsafe_b64encode(b'{"alg":"none","typ":"JWT"}').rstrip(b"=").decode()
    for token in ("x", f"{none}.{payload}.", f"{header}.{payload}.{signature[::-1]}", access + "x"):
        answer = api.post(VERIFY, {"token": token})
        assert (answer.status_code, answer.json()["code"]) == (401, "token_invalid")
    with time_machine.travel(timezone.now() + timedelta(minutes=11), tick=False):
        assert api.post(VERIFY, {"token": access}).json()["code"] == "token_expired"


def test_publishes_public_keys_only(api):
    answer = api.get("/.well-known/jwks.json")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"].startswith("public")
    [key] = answer.json()["keys"]
    assert sorted(key) == ["alg", "e", "kid", "kty", "n", "use"]
    access = signed_in(UserFactory()).access
    public = jwt.PyJWK(key)
    assert jwt.decode(access, public, algorithms=["RS256"], audience="gopro")["token_use"] == "access"


@pytest.mark.parametrize("path", [LOGIN, REFRESH, VERIFY, "/api/v1/auth/register", "/api/v1/auth/password/forgot"])
def test_wrong_methods_and_content_types_are_problems(api, path):
    answers = [api.get(path), api.delete(path), api.post(path, "a=b", content_type="text/plain")]
    assert [answer.status_code for answer in answers] == [405, 405, 415]
    assert {answer.headers["Content-Type"] for answer in answers} == {"application/problem+json"}


def test_a_stale_token_in_the_header_does_not_stand_in_the_way(api):
    UserFactory(username="ada")
    answer = api.post(
        LOGIN, {"email": "ada@example.org", "password": PASSWORD}, HTTP_AUTHORIZATION="Bearer gone.by.now"
    )
    assert answer.status_code == 200


def test_unknown_paths_are_problems(api):
    answer = api.get("/api/v1/auth/nowhere")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
