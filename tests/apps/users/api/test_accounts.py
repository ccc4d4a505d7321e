"""All accounts, over HTTP, for staff."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.users.contracts import RoleGranted, RoleRevoked, SessionRevoked, UserCreated, UserDeactivated, UserUpdated
from apps.users.models import OneTimeToken, Purpose, User
from apps.users.services import accounts, roles
from apps.users.services.roles import Grant
from gopro.audit.models import AuditEntry
from gopro.identifiers import uuid7
from tests.apps.users.factories import UserFactory, signed_in, unverified

USERS = "/api/v1/users"
NEWCOMER = {"email": "New@example.org", "username": "newcomer", "reason": "asked by mail"}
SECRET = {"password", "shown_to", "avatar_id", "last_login"}


@pytest.fixture
def admin(api_of):
    return api_of(UserFactory(username="chief", roles=["admin"]))


@pytest.fixture
def support(api_of):
    return api_of(UserFactory(username="helper", roles=["support"]))


def names(client, query):
    answer = client.get(f"{USERS}?{query}")
    assert answer.status_code == 200, answer.json()
    return [each["username"] for each in answer.json()["items"]]


def audited(user):
    rows = AuditEntry.objects.using("default").filter(object_id=str(user.pk)).order_by("number")
    apart = ("users.user.log_in", "users.session.revoke")
    return [(row.action, row.reason, row.changes) for row in rows.exclude(action__in=apart)]


@pytest.mark.parametrize("role", [None, "author", "editor"])
def test_all_accounts_are_for_staff_alone(api, api_of, role):
    client = api_of(UserFactory(roles=[role] if role else []))
    user = UserFactory()
    asked = [
        client.get(USERS),
        client.get(f"{USERS}?q={user.email}"),
        client.post(USERS, NEWCOMER),
        client.patch(f"{USERS}/{user.pk}", {"bio": "x", "reason": "y"}),
        client.get(f"{USERS}/{user.pk}/roles"),
        client.put(f"{USERS}/{user.pk}/roles", {"roles": ["admin"], "reason": "y"}),
    ]
    assert [answer.status_code for answer in asked] == [403] * 6
    assert [api.get(USERS).status_code, api.post(USERS, NEWCOMER).status_code] == [401, 401]
    assert not User.objects.filter(username="newcomer").exists()


def test_nobody_edits_themselves_here(api_of):
    user = UserFactory()
    client = api_of(user)
    answers = [
        client.patch(f"{USERS}/{user.pk}", {"is_active": True, "reason": "x"}),
        client.put(f"{USERS}/{user.pk}/roles", {"roles": ["admin"], "reason": "x"}),
    ]
    assert [answer.status_code for answer in answers] == [403, 403]


def test_support_looks_and_changes_nothing(support):
    user = UserFactory()
    answers = [
        support.get(f"{USERS}/{user.pk}/roles"),
        support.post(USERS, NEWCOMER),
        support.patch(f"{USERS}/{user.pk}", {"bio": "x", "reason": "y"}),
        support.put(f"{USERS}/{user.pk}/roles", {"roles": ["admin"], "reason": "y"}),
    ]
    assert [answer.status_code for answer in answers] == [403] * 4
    assert user.username in names(support, f"q={user.username}")


def test_finds_accounts(support):
    ada = UserFactory(username="Ada", display_name="Countess", roles=["author"])
    grace = UserFactory(username="grace", display_name="Admiral")
    unverified(username="typo", email="typo@example.org")
    accounts.deactivate_user(user_id=grace.pk, by=uuid7())
    found = {
        query: sorted(names(support, query))
        for query in (
            "q=ad",
            "q=ADA@EX",
            "q=countess",
            f"q={ada.pk}",
            "role=author",
            "is_active=false",
            "verified=false",
            "q=ad&is_active=false",
            "q=%25",
            "q=_da",
            "q=lovelace",
        )
    }
    assert found == {
        "q=ad": ["Ada", "grace"],
        "q=ADA@EX": ["Ada"],
        "q=countess": ["Ada"],
        f"q={ada.pk}": ["Ada"],
        "role=author": ["Ada"],
        "is_active=false": ["grace"],
        "verified=false": ["typo"],
        "q=ad&is_active=false": ["grace"],
        "q=%25": [],
        "q=_da": [],
        "q=lovelace": [],
    }


def test_lists_by_time_with_pages_and_cursors(support):
    users = [UserFactory() for _ in range(5)]
    for number, user in enumerate(users):
        User.objects.filter(pk=user.pk).update(created_at=timezone.now() - timedelta(days=number + 1))
    usernames = [user.username for user in users]
    assert names(support, "page_size=6") == ["helper", *usernames]
    assert names(support, "ordering=created_at") == [*reversed(usernames), "helper"]
    since = (timezone.now() - timedelta(days=3, hours=1)).isoformat().replace("+00:00", "Z")
    assert names(support, f"created_from={since}") == ["helper", *usernames[:3]]
    assert names(support, f"created_until={since}") == usernames[3:]
    first = support.get(f"{USERS}?cursor=&page_size=4").json()
    rest = support.get(f"{USERS}?cursor={first['next']}&page_size=4").json()
    assert [each["username"] for each in first["items"] + rest["items"]] == ["helper", *usernames]
    assert rest["next"] is None


@pytest.mark.parametrize(
    "query", ["role=learner", "is_active=perhaps", "ordering=password", "created_from=x", "password=x"]
)
def test_refuses_what_is_not_looked_for(support, query):
    assert support.get(f"{USERS}?{query}").status_code == 422


def test_costs_the_same_however_many_accounts_there_are(support, django_assert_num_queries):
    for _ in range(12):
        UserFactory()
    with django_assert_num_queries(2):
        support.get(f"{USERS}?page_size=10")


def test_shows_nothing_secret(support):
    UserFactory()
    shown = support.get(USERS).json()["items"][0]
    assert not shown.keys() & SECRET
    assert "argon2" not in str(shown)


def test_opens_an_account_for_somebody(admin, api, mailed_token, mailoutbox, told):
    known = len(told)
    answer = admin.post(USERS, NEWCOMER)
    assert answer.status_code == 201
    user = User.objects.get(username="newcomer")
    assert answer.headers["Location"] == f"{USERS}/{user.pk}"
    assert (answer.json()["email"], answer.json()["email_verified"]) == ("new@example.org", False)
    assert (user.roles, user.has_usable_password()) == ([], False)
    assert list(told)[known:] == [
        UserCreated(
            user_id=user.pk,
            username="newcomer",
            display_name="newcomer",
            email="new@example.org",
            locale="en",
            time_zone="UTC",
        )
    ]
    assert audited(user) == [("users.user.invite", "asked by mail", {})]
    token = mailed_token(user, Purpose.INVITATION)
    assert mailoutbox[-1].to == ["new@example.org"]
    chosen = {"token": token, "new_password": "a horse of my own choosing"}
    assert api.post("/api/v1/auth/password/reset", chosen).status_code == 204
    user.refresh_from_db()
    assert user.email_verified
    login = {"email": user.email, "password": "a horse of my own choosing"}
    assert api.post("/api/v1/auth/login", login).status_code == 200


def test_opens_one_account_for_one_key(admin):
    answers = [admin.post(USERS, NEWCOMER, HTTP_IDEMPOTENCY_KEY="once") for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert OneTimeToken.objects.filter(purpose=Purpose.INVITATION).count() == 1


@pytest.mark.parametrize(
    ("changes", "status", "code"),
    [
        ({"email": "ada@example.org"}, 409, "email_taken"),
        ({"username": "ADA"}, 422, "username_taken"),
        ({"username": "root"}, 422, "username_taken"),
        ({"reason": ""}, 422, "invalid"),
        ({"reason": None}, 422, "invalid"),
        ({"email": "x"}, 422, "invalid"),
    ],
)
def test_refuses_accounts_that_can_not_be(admin, changes, status, code):
    UserFactory(username="ada")
    answer = admin.post(USERS, NEWCOMER | changes)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert not OneTimeToken.objects.filter(purpose=Purpose.INVITATION).exists()


INVITE_ONLY = {
    "id": "01890000-0000-7000-8000-000000000000",
    "password": "correct horse battery staple",
    "roles": ["admin"],
    "email_verified": True,
    "email_verified_at": "2020-01-01T00:00:00Z",
    "is_active": False,
    "created_at": "2020-01-01T00:00:00Z",
}


@pytest.mark.parametrize("field", INVITE_ONLY)
def test_nothing_else_is_written_with_a_new_account(admin, field):
    answer = admin.post(USERS, NEWCOMER | {field: INVITE_ONLY[field]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]
    assert not User.objects.filter(username="newcomer").exists()


def test_changes_an_account_and_says_why(admin, told):
    user = UserFactory(username="ada")
    known = len(told)
    seen = admin.get(f"{USERS}/{user.pk}")
    changes = {"display_name": "Ada", "bio": "", "links": [], "reason": "asked by phone"}
    answer = admin.patch(f"{USERS}/{user.pk}", changes, HTTP_IF_MATCH=seen.headers["ETag"])
    assert (answer.status_code, answer.json()["display_name"]) == (200, "Ada")
    assert list(told)[known:] == [
        UserUpdated(user_id=user.pk, username="ada", display_name="Ada", locale="en", time_zone="UTC")
    ]
    assert audited(user) == [("users.user.edit", "asked by phone", {"display_name": "withheld"})]
    lost = admin.patch(f"{USERS}/{user.pk}", changes, HTTP_IF_MATCH=seen.headers["ETag"])
    assert lost.status_code == 412


def test_closes_an_account_and_opens_it_again(admin, api, api_of, told):
    user = UserFactory(username="ada")
    session = signed_in(user)
    known = len(told)
    answer = admin.patch(f"{USERS}/ada", {"is_active": False, "reason": "spam"})
    assert (answer.status_code, answer.json()["is_active"]) == (200, False)
    assert list(told)[known:] == [
        UserDeactivated(user_id=user.pk),
        SessionRevoked(user_id=user.pk, session_id=session.session_id, reason="deactivated"),
    ]
    assert audited(user) == [("users.user.deactivate", "spam", {})]
    assert admin.get(f"{USERS}/ada").json()["account"]["is_active"] is False
    assert api.get(f"{USERS}/ada").status_code == 404
    assert admin.patch(f"{USERS}/ada", {"is_active": True, "reason": "a mistake"}).json()["is_active"] is True


def test_nobody_closes_their_own_account_here(api_of):
    chief = UserFactory(roles=["admin"])
    answer = api_of(chief).patch(f"{USERS}/{chief.pk}", {"is_active": False, "reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_account")
    chief.refresh_from_db()
    assert chief.is_active


def test_without_a_reason_nothing_changes(admin):
    user = UserFactory()
    for reason in ({}, {"reason": ""}, {"reason": " "}):
        assert admin.patch(f"{USERS}/{user.pk}", {"is_active": False} | reason).status_code in {400, 422}
    user.refresh_from_db()
    assert user.is_active
    assert audited(user) == []


EDIT_ONLY = {
    "id": "01890000-0000-7000-8000-000000000000",
    "password": "correct horse battery staple",
    "email": "evil@example.org",
    "email_verified": True,
    "email_verified_at": None,
    "roles": ["admin"],
    "avatar": None,
    "avatar_id": "01890000-0000-7000-8000-000000000000",
    "shown_to": {},
    "created_at": "2020-01-01T00:00:00Z",
    "updated_at": "2020-01-01T00:00:00Z",
    "is_staff": True,
}


@pytest.mark.parametrize("field", EDIT_ONLY)
def test_nothing_else_of_an_account_is_written(admin, field):
    user = UserFactory()
    before = User.objects.values().get(pk=user.pk)
    answer = admin.patch(f"{USERS}/{user.pk}", {"bio": "x", "reason": "y", field: EDIT_ONLY[field]})
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [f"/{field}"]
    assert User.objects.values().get(pk=user.pk) == before


def test_unknown_accounts_are_not_found(admin):
    unknown = uuid7()
    answers = [
        admin.get(f"{USERS}/{unknown}"),
        admin.patch(f"{USERS}/{unknown}", {"bio": "x", "reason": "y"}),
        admin.patch(f"{USERS}/nobody-here", {"bio": "x", "reason": "y"}),
        admin.get(f"{USERS}/{unknown}/roles"),
        admin.put(f"{USERS}/{unknown}/roles", {"roles": [], "reason": "y"}),
        admin.post(f"{USERS}/{unknown}/remove-avatar", {"reason": "y"}),
    ]
    assert [answer.status_code for answer in answers] == [404] * 6


def test_gives_and_takes_roles(admin, told):
    user = UserFactory(roles=["author"])
    signed_in(user)
    path, known = f"{USERS}/{user.pk}/roles", len(told)
    seen = admin.get(path)
    assert seen.json() == {"roles": ["author"], "grants": []}
    changes = {"roles": ["editor", "support"], "reason": "moved"}
    answer = admin.put(path, changes, HTTP_IF_MATCH=seen.headers["ETag"])
    assert (answer.status_code, answer.json()["roles"]) == (200, ["editor", "support"])
    assert list(told)[known : known + 3] == [
        RoleGranted(user_id=user.pk, role="editor"),
        RoleGranted(user_id=user.pk, role="support"),
        RoleRevoked(user_id=user.pk, role="author"),
    ]
    granted = {"editor": "granted", "support": "granted", "author": "revoked"}
    assert audited(user)[-1] == ("users.user.set_roles", "moved", granted)
    assert admin.put(path, changes, HTTP_IF_MATCH=seen.headers["ETag"]).status_code == 412


def test_roles_on_single_things_stay_unless_they_are_named(admin):
    user, course = UserFactory(), uuid7()
    roles.grant_on(user_id=user.pk, grant=Grant(role="editor", within=course), reason="helps")
    path = f"{USERS}/{user.pk}/roles"
    shown = {"role": "editor", "within": str(course), "expires_at": None}
    assert admin.put(path, {"roles": [], "reason": "x"}).json() == {"roles": [], "grants": [shown]}
    assert admin.put(path, {"roles": [], "grants": [shown], "reason": "x"}).json()["grants"] == [shown]
    assert admin.put(path, {"roles": [], "grants": [], "reason": "x"}).json() == {"roles": [], "grants": []}


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"roles": ["admin"]},
        {"roles": ["admin"], "reason": ""},
        {"roles": ["emperor"], "reason": "x"},
        {"roles": "admin", "reason": "x"},
        {"roles": [], "reason": "x", "user_id": "x"},
        {"roles": [], "grants": [{"role": "admin", "within": "x"}], "reason": "x"},
    ],
)
def test_refuses_roles_that_can_not_be(admin, body):
    user = UserFactory()
    assert admin.put(f"{USERS}/{user.pk}/roles", body).status_code == 422
    user.refresh_from_db()
    assert user.roles == []


def test_nobody_takes_admin_from_themselves(api_of):
    chief = UserFactory(roles=["admin"])
    answer = api_of(chief).put(f"{USERS}/{chief.pk}/roles", {"roles": [], "reason": "x"})
    assert (answer.status_code, answer.json()["code"]) == (409, "own_account")
    chief.refresh_from_db()
    assert chief.roles == ["admin"]
