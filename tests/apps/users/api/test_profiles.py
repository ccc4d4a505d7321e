"""One's own account and others' profiles, over HTTP."""

import pytest

from apps.users.contracts import UserUpdated
from apps.users.models import User
from tests.apps.users.factories import UserFactory, unverified

ME = "/api/v1/users/me"
READ_ONLY = {
    "id": "01890000-0000-7000-8000-000000000000",
    "avatar": {"64": "https://evil.example/"},
    "email": "evil@example.org",
    "email_verified": True,
    "roles": ["admin"],
    "created_at": "2020-01-01T00:00:00Z",
    "updated_at": "2020-01-01T00:00:00Z",
}
UNKNOWN = {
    "password": "x",
    "is_active": False,
    "is_staff": True,
    "email_verified_at": "2020-01-01T00:00:00Z",
    "avatar_id": "01890000-0000-7000-8000-000000000000",
    "shown_to": {"email": "public"},
    "all_roles": ["admin"],
    "grants": [],
    "reason": "none",
}


def row(user):
    return User.objects.values().get(pk=user.pk)


def test_shows_ones_own_account(api_of):
    user = UserFactory(username="ada", roles=["author"])
    answer = api_of(user).get(ME)
    assert answer.status_code == 200
    assert sorted(answer.json()) == [
        "avatar",
        "bio",
        "created_at",
        "display_name",
        "email",
        "email_verified",
        "field_visibility",
        "id",
        "links",
        "locale",
        "location",
        "pronouns",
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
    changes = {
        "display_name": "Ada L.",
        "locale": "uk",
        "time_zone": "Europe/Kyiv",
        "bio": "Numbers.\nAnd music.",
        "pronouns": "she/her",
        "location": "London",
        "links": ["https://example.org/ada", "https://example.org/engine"],
    }
    answer = client.patch(ME, changes)
    assert answer.status_code == 200
    assert {name: answer.json()[name] for name in changes} == changes
    assert list(told)[known:] == [
        UserUpdated(user_id=user.id, username="ada", display_name="Ada L.", locale="uk", time_zone="Europe/Kyiv")
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"username": "ada"},
        {"visibility": "private", "bio": "of no concern"},
        {"pronouns": "they/them", "location": "Kyiv", "links": ["https://example.org/"]},
        {"field_visibility": {"bio": "private"}},
    ],
)
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
        ("username", "import"),
        ("pronouns", "x" * 41),
        ("pronouns", "two\nlines"),
        ("location", "x" * 81),
        ("links", "https://example.org/"),
        ("links", [f"https://example.org/{number}" for number in range(6)]),
        ("field_visibility", "public"),
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


def test_shows_no_profile_before_the_address_is_verified(api_of):
    user = unverified()
    path = f"/api/v1/users/{user.id}"
    assert api_of(UserFactory()).get(path).status_code == 404
    assert api_of(user).get(path).status_code == 200


@pytest.mark.parametrize("unknown", ["01890000-0000-7000-8000-000000000000", "1", "me2", "%00"])
def test_unknown_profiles_are_not_found(api, unknown):
    answer = api.get(f"/api/v1/users/{unknown}")
    assert (answer.status_code, answer.headers["Content-Type"]) == (404, "application/problem+json")


@pytest.mark.parametrize(
    "link",
    [
        "http://example.org/",
        "javascript:alert(1)",
        "https://",
        "//example.org",
        "example.org",
        "https://user:password@example.org/",
        "https://user@example.org/",
        "https://example.org/two lines",
        "https://example.org/\nSet-Cookie: x",
        "data:text/html,x",
        "https://example.org/" + "x" * 200,
        "",
        None,
        7,
    ],
)
def test_links_are_pages_of_the_web(api_of, link):
    user = UserFactory()
    answer = api_of(user).patch(ME, {"links": ["https://example.org/", link]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/links/1"]
    assert row(user)["links"] == []


FIELDS = ["avatar", "bio", "created_at", "email", "links", "locale", "location", "pronouns", "time_zone"]
USUAL = dict.fromkeys(("avatar", "bio", "created_at", "links", "location", "pronouns"), "public") | {
    "email": "private",
    "locale": "members",
    "time_zone": "members",
}


def filled(**visibility):
    """Somebody who has something in every field."""
    user = UserFactory(username="ada")
    User.objects.filter(pk=user.pk).update(
        bio="Numbers",
        pronouns="she/her",
        location="London",
        links=["https://example.org/"],
        avatar_id=user.pk,
        **visibility,
    )
    return user


def seen(client, user):
    """Which fields an answer shows, or None where there is no profile."""
    answer = client.get(f"/api/v1/users/{user.id}")
    if answer.status_code == 404:
        return None
    assert answer.status_code == 200
    return [name for name in FIELDS if answer.json()[name] is not None]


def test_each_field_has_an_audience_of_its_own(api, api_of):
    user = filled(visibility="public")
    assert api_of(user).get(ME).json()["field_visibility"] == USUAL
    member, support = api_of(UserFactory()), api_of(UserFactory(roles=["support"]))
    public = ["avatar", "bio", "created_at", "links", "location", "pronouns"]
    assert seen(api, user) == public
    assert seen(member, user) == sorted([*public, "locale", "time_zone"])
    assert seen(api_of(user), user) == seen(support, user) == FIELDS


@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("audience", ["public", "members", "private"])
def test_a_field_is_shown_to_its_audience_alone(api, api_of, field, audience):
    user = filled(visibility="public")
    answer = api_of(user).patch(ME, {"field_visibility": {field: audience}})
    assert answer.json()["field_visibility"] == USUAL | {field: audience}
    shown = [field in seen(client, user) for client in (api, api_of(UserFactory()), api_of(user))]
    assert shown == {"public": [True] * 3, "members": [False, True, True], "private": [False, False, True]}[audience]


def test_a_field_is_never_shown_to_more_than_the_profile(api, api_of):
    user = filled(visibility="private", shown_to={"email": "public"})
    assert [seen(client, user) for client in (api, api_of(UserFactory()))] == [None, None]
    assert seen(api_of(user), user) == FIELDS


def test_naming_one_field_leaves_the_others(api_of):
    user = filled()
    client = api_of(user)
    client.patch(ME, {"field_visibility": {"bio": "private"}})
    answer = client.patch(ME, {"field_visibility": {"email": "members"}})
    assert answer.json()["field_visibility"] == USUAL | {"bio": "private", "email": "members"}


@pytest.mark.parametrize(
    "wrong", [{"bio": "friends"}, {"password": "public"}, {"username": "private"}, {"roles": "public"}]
)
def test_only_what_has_an_audience_is_given_one(api_of, wrong):
    user = filled()
    answer = api_of(user).patch(ME, {"field_visibility": wrong})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/field_visibility/{next(iter(wrong))}"]
    assert row(user)["shown_to"] == {}


def test_a_profile_is_found_by_user_name(api, api_of):
    user = filled(visibility="public")
    answers = [api.get(f"/api/v1/users/{key}") for key in (user.id, "ada", "ADA")]
    assert [answer.json()["id"] for answer in answers] == [str(user.id)] * 3
    User.objects.filter(pk=user.pk).update(visibility="members")
    assert [client.get("/api/v1/users/ada").status_code for client in (api, api_of(UserFactory()))] == [404, 200]


def test_only_staff_see_the_account(api, api_of):
    user = filled(visibility="public")
    others = [api, api_of(UserFactory()), api_of(UserFactory(roles=["author"])), api_of(user)]
    assert [client.get("/api/v1/users/ada").json()["account"] for client in others] == [None] * 4
    shown = api_of(UserFactory(roles=["support"])).get("/api/v1/users/ada").json()["account"]
    assert (shown["email"], shown["is_active"], shown["roles"]) == ("ada@example.org", True, ["learner"])
    assert "password" not in shown
