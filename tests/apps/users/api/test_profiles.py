"""One's own account and others' profiles, over HTTP."""

import pytest

from apps.users.contracts import UserUpdated
from apps.users.models import User
from tests.apps.users.factories import UserFactory, unverified

ME = "/api/v1/users/me"
READ_ONLY = {
    "id": "01890000-0000-7000-8000-000000000000",
    "email": "evil@example.org",
    "email_verified": True,
    "roles": ["admin"],
    "created_at": "2020-01-01T00:00:00Z",
    "updated_at": "2020-01-01T00:00:00Z",
}
UNKNOWN = {"password": "x", "is_active": False, "is_staff": True, "email_verified_at": "2020-01-01T00:00:00Z"}


def row(user):
    return User.objects.values().get(pk=user.pk)


def test_shows_ones_own_account(api_of):
    user = UserFactory(username="ada", roles=["author"])
    answer = api_of(user).get(ME)
    assert answer.status_code == 200
    assert sorted(answer.json()) == [
        "bio",
        "created_at",
        "display_name",
        "email",
        "email_verified",
        "id",
        "locale",
        "roles",
        "time_zone",
        "updated_at",
        "username",
        "visibility",
    ]
    assert answer.json()["email_verified"] is True
    assert answer.json()["roles"] == ["learner", "author"]


def test_asks_one_query_for_ones_own_account(api_of, django_assert_num_queries):
    client = api_of(UserFactory())
    with django_assert_num_queries(1):
        client.get(ME)


def test_nobody_has_no_account(api):
    answer = api.get(ME)
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_deleted_account_is_gone(api_of):
    user = UserFactory()
    client = api_of(user)
    User.objects.filter(pk=user.pk).delete()
    answer = client.get(ME)
    assert (answer.status_code, answer.json()["code"]) == (401, "account_gone")
    assert client.patch(ME, {"bio": "x"}).status_code == 401


def test_changes_ones_profile(api_of, told):
    user = UserFactory(username="ada")
    client = api_of(user)
    known = len(told)
    changes = {"display_name": "Ada L.", "locale": "uk", "time_zone": "Europe/Kyiv", "bio": "Numbers.\nAnd music."}
    answer = client.patch(ME, changes)
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in changes} == changes
    assert list(told)[known:] == [
        UserUpdated(user_id=user.id, username="ada", display_name="Ada L.", locale="uk", time_zone="Europe/Kyiv")
    ]


@pytest.mark.parametrize("changes", [{}, {"username": "ada"}, {"visibility": "private", "bio": "of no concern"}])
def test_tells_nothing_that_others_do_not_keep(api_of, told, changes):
    client = api_of(UserFactory(username="ada"))
    known = len(told)
    assert client.patch(ME, changes).status_code == 200
    assert len(told) == known


@pytest.mark.parametrize("field", [*READ_ONLY, *UNKNOWN])
def test_refuses_to_write_what_is_not_the_users_to_write(api_of, field):
    user = UserFactory()
    client = api_of(user)
    before = row(user)
    answer = client.patch(ME, {"bio": "changed", field: (READ_ONLY | UNKNOWN)[field]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]
    assert row(user) == before


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "ADA"),
        ("username", "root"),
        ("username", None),
        ("display_name", ""),
        ("display_name", "x" * 81),
        ("bio", "x" * 501),
        ("locale", "klingon"),
        ("time_zone", "../../etc/passwd"),
        ("visibility", "sometimes"),
    ],
)
def test_refuses_values_that_can_not_be_taken(api_of, field, value):
    UserFactory(username="ada")
    user = UserFactory(username="grace")
    client = api_of(user)
    before = row(user)
    answer = client.patch(ME, {field: value})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]
    assert row(user) == before


def test_refuses_a_lost_update(api_of):
    client = api_of(UserFactory())
    seen = client.get(ME).headers["ETag"]
    assert client.patch(ME, {"bio": "first"}, HTTP_IF_MATCH=seen).status_code == 200
    lost = client.patch(ME, {"bio": "second"}, HTTP_IF_MATCH=seen)
    assert (lost.status_code, lost.json()["code"]) == (412, "precondition_failed")
    assert client.get(ME).json()["bio"] == "first"


def test_answers_304_for_what_is_known(api_of):
    client = api_of(UserFactory())
    seen = client.get(ME).headers["ETag"]
    assert client.get(ME, HTTP_IF_NONE_MATCH=seen).status_code == 304


@pytest.mark.parametrize(
    ("visibility", "nobody", "member"), [("public", 200, 200), ("members", 404, 200), ("private", 404, 404)]
)
def test_shows_to_others_what_the_owner_shows(api, api_of, visibility, nobody, member):
    owner, support = UserFactory(username="ada"), UserFactory(roles=["support"])
    api_of(owner).patch(ME, {"visibility": visibility})
    path = f"/api/v1/users/{owner.id}"
    assert api.get(path).status_code == nobody
    assert api_of(UserFactory()).get(path).status_code == member
    shown = [api_of(who).get(path) for who in (owner, support)]
    assert [answer.status_code for answer in shown] == [200, 200]
    assert sorted(shown[0].json()) == ["bio", "created_at", "display_name", "id", "username"]


def test_shows_no_profile_before_the_address_is_verified(api_of):
    user = unverified()
    path = f"/api/v1/users/{user.id}"
    assert api_of(UserFactory()).get(path).status_code == 404
    assert api_of(user).get(path).status_code == 200


@pytest.mark.parametrize("unknown", ["01890000-0000-7000-8000-000000000000", "1", "me2", "%00"])
def test_unknown_profiles_are_not_found(api, unknown):
    answer = api.get(f"/api/v1/users/{unknown}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")
