"""Registering over HTTP, without telling who is here already."""

import pytest
from django.utils.dateparse import parse_datetime

from apps.users.contracts import EmailVerified, UserCreated
from apps.users.models import OneTimeToken, Purpose, User
from tests.apps.users.factories import PASSWORD, UserFactory, unverified

REGISTER = "/api/v1/auth/register"
NOTHING_SAID: dict[str, object] = {"avatar": None, "pronouns": "", "location": "", "links": []} | {
    "field_visibility": dict.fromkeys(("avatar", "bio", "created_at", "links", "location", "pronouns"), "public")
    | {"email": "private", "locale": "members", "time_zone": "members"}
}
BODY = {"email": "Ada@Example.org", "username": "Ada", "password": PASSWORD}


def shape_of(body):
    """The answer but for what differs between any two registrations."""
    assert parse_datetime(body["created_at"])
    return {name: value for name, value in body.items() if name not in {"id", "created_at", "updated_at"}}


def test_registers(api, told):
    answer = api.post(REGISTER, BODY)
    user = User.objects.get()
    assert answer.status_code == 201
    assert (
        answer.json()
        == {
            "id": str(user.id),
            "email": "ada@example.org",
            "email_verified": False,
            "username": "Ada",
            "display_name": "Ada",
            "bio": "",
            "locale": "en",
            "time_zone": "UTC",
            "visibility": "members",
            "roles": ["learner"],
            "created_at": answer.json()["created_at"],
            "updated_at": answer.json()["updated_at"],
        }
        | NOTHING_SAID
    )
    assert told == [
        UserCreated(
            user_id=user.id,
            username="Ada",
            display_name="Ada",
            email="ada@example.org",
            locale="en",
            time_zone="UTC",
        )
    ]
    assert user.password.startswith("argon2$argon2id$v=19$m=19456,t=2,p=1$")
    assert OneTimeToken.objects.get().purpose == Purpose.VERIFY_EMAIL


def test_answers_the_same_for_a_taken_address(api, told):
    owner = UserFactory(email="ada@example.org", username="countess")
    known = len(told)
    taken = api.post(REGISTER, BODY)
    fresh = api.post(REGISTER, BODY | {"email": "lovelace@example.org", "username": "Ada2"})
    assert taken.status_code == fresh.status_code == 201
    assert taken.headers.keys() == fresh.headers.keys()
    assert shape_of(taken.json()) == shape_of(fresh.json()) | {
        "email": "ada@example.org",
        "username": "Ada",
        "display_name": "Ada",
    }
    assert len(told) == known + 1
    assert sorted(User.objects.values_list("username", flat=True)) == ["Ada2", "countess"]
    assert OneTimeToken.objects.get(user=owner).purpose == Purpose.ACCOUNT_EXISTS
    owner.refresh_from_db()
    assert owner.check_password(PASSWORD)


@pytest.mark.parametrize("name", ["ADA", "ada", "admin", "Support"])
def test_refuses_a_taken_user_name(api, name):
    UserFactory(username="Ada")
    answer = api.post(REGISTER, BODY | {"username": name, "email": "other@example.org"})
    assert answer.status_code == 422
    assert answer.json()["code"] == "username_taken"
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/username"]
    assert User.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "pointers"),
    [
        ({"email": "no address"}, ["/email"]),
        ({"email": ["a@example.org"]}, ["/email"]),
        ({"username": "a"}, ["/username"]),
        ({"username": "with space"}, ["/username"]),
        ({"username": "dots..."}, ["/username"]),
        ({"password": "short"}, ["/password"]),
        ({"password": "x" * 129}, ["/password"]),
        ({"password": "password123"}, ["/password"]),
        ({"password": "ada@example.org"}, ["/password"]),
        ({"password": None}, ["/password"]),
        ({"display_name": "two\nlines"}, ["/display_name"]),
        ({"display_name": "\u202eturned"}, ["/display_name"]),
        ({"locale": "xx"}, ["/locale"]),
        ({"time_zone": "Mars/Olympus"}, ["/time_zone"]),
        ({"roles": ["admin"]}, ["/roles"]),
        ({"is_active": False, "id": "x"}, ["/is_active", "/id"]),
        ({"email_verified_at": "2026-01-01T00:00:00Z"}, ["/email_verified_at"]),
    ],
)
def test_refuses_what_can_not_be_taken(api, told, changes, pointers):
    answer = api.post(REGISTER, BODY | changes)
    assert answer.status_code == 422
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert [error["pointer"] for error in answer.json()["errors"]] == pointers
    assert User.objects.count() == 0
    assert told == []


@pytest.mark.parametrize(
    ("raw", "status"), [(b"{", 400), (b"[]", 422), (b'"text"', 422), (b"", 422), (b"\xff\xfe", 400)]
)
def test_refuses_bodies_that_are_no_object(api, raw, status):
    answer = api.post(REGISTER, raw, content_type="application/json")
    assert answer.status_code == status
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_repeats_with_a_key_what_it_did(api):
    key = {"HTTP_IDEMPOTENCY_KEY": "k1"}
    first, again = api.post(REGISTER, BODY, **key), api.post(REGISTER, BODY, **key)
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert User.objects.count() == 1


def test_verifies_the_address_once(api, told, mailed_token, mailoutbox):
    user = unverified()
    token = mailed_token(user, Purpose.VERIFY_EMAIL)
    assert [mail.to for mail in mailoutbox] == [["new@example.org"]]
    first = api.post("/api/v1/auth/verify-email", {"token": token})
    again = api.post("/api/v1/auth/verify-email", {"token": token})
    assert (first.status_code, again.status_code) == (204, 422)
    assert again.json()["code"] == "one_time_token_invalid"
    assert told.of(EmailVerified) == [EmailVerified(user_id=user.id, email="new@example.org")]


@pytest.mark.parametrize("token", ["", "x", "😀", "a" * 4096])
def test_refuses_tokens_that_were_never_sent(api, token):
    answer = api.post("/api/v1/auth/verify-email", {"token": token})
    assert answer.status_code == 422


@pytest.mark.parametrize("path", ["/api/v1/auth/verify-email/resend", "/api/v1/auth/password/forgot"])
def test_says_nothing_of_who_has_an_account(api, path):
    UserFactory(email="here@example.org")
    answers = [api.post(path, {"email": email}) for email in ("here@example.org", "nobody@example.org")]
    assert [(answer.status_code, answer.content) for answer in answers] == [(202, b"")] * 2
    assert [sorted(answer.headers) for answer in answers] == [sorted(answers[0].headers)] * 2
