"""The security log: what happened to one's account, in words, from where, and none of it secret."""

import re

from django.db import connection

from apps.users import selectors
from apps.users.services import accounts, roles, security_log
from gopro.identifiers import uuid7
from gopro.observability import context
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in
from tests.house.sources import ROOT

LOG = "/api/v1/users/me/security-log"
LOGIN = "/api/v1/auth/login"
FIREFOX = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
MANY = """
INSERT INTO gopro_audit_auditentry (number, at, actor_id, on_behalf_of_id, action, object_type, object_id, outcome,
    reason, changes, client_network, client_agent, request_id, traceparent, previous_hash, hash)
SELECT n, now(), '', '', 'users.user.log_in', 'users.user', CASE WHEN n %% 100 = 0 THEN %s ELSE n::text END, 'done',
    '', '{}', '', '', '', '', '', '' FROM generate_series(1, 10000) n
"""
HOME = {"HTTP_USER_AGENT": FIREFOX, "REMOTE_ADDR": "193.0.6.139"}


def bearer(access: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {access}"}


def test_tells_what_happened_by_whom_and_from_where(api):
    user, chief = UserFactory(), UserFactory(roles=["admin"])
    api.post(LOGIN, {"email": user.email, "password": "wrong"}, **HOME)
    tokens = api.post(LOGIN, {"email": user.email, "password": PASSWORD}, **HOME).json()
    with context.bind(actor_id=str(chief.pk), client_network="10.0.0.0/24", client_agent="Chrome on Windows"):
        roles.set_roles(user_id=user.pk, roles=["author"])
    api.post("/api/v1/auth/logout", **bearer(tokens["access"]), **HOME)
    here = signed_in(user)
    answer = api.get(LOG, **bearer(here.access)).json()
    told = [(each["title"], each["outcome"], each["actor"], each["client"]) for each in answer["items"]]
    client = {"device": "Firefox on Linux", "network": "193.0.6.0/24", "place": "Netherlands"}
    assert told == [
        ("Logged in", "done", "you", None),
        ("Logged out", "done", "you", client),
        ("Roles changed", "done", "support", None),
        ("Logged in", "done", "you", client),
        ("Refused: logged in", "refused", "unknown", client),
    ]
    assert answer["items"][0]["session_id"] == str(here.session_id)
    assert answer["items"][2]["session_id"] is None
    assert sorted(answer["items"][0]) == [
        *("action", "actor", "at", "client", "id", "outcome", "reason", "session_id", "title")
    ]
    assert answer["next"] is None


def test_goes_on_by_cursor(api):
    user = UserFactory()
    issued = [signed_in(user) for _ in range(5)]
    found, cursor = [], ""
    while cursor is not None:
        page = api.get(f"{LOG}?page_size=2&cursor={cursor}", **bearer(issued[0].access)).json()
        found += [each["session_id"] for each in page["items"]]
        cursor = page["next"]
    assert found == [str(each.session_id) for each in reversed(issued)]
    assert api.get(f"{LOG}?page=2", **bearer(issued[0].access)).status_code == 422


def test_is_ones_own_and_supports(api):
    user, other = signed_in(UserFactory()), signed_in(UserFactory())
    support, author = signed_in(UserFactory(roles=["support"])), signed_in(UserFactory(roles=["author"]))
    path = f"/api/v1/users/{user.user.pk}/security-log"
    answers = [api.get(path, **bearer(each.access)).status_code for each in (user, other, author, support)]
    assert answers == [200, 404, 404, 200]
    assert api.get(path).status_code == 401
    assert [each["actor"] for each in api.get(path, **bearer(support.access)).json()["items"]] == ["you"]
    assert api.get(f"/api/v1/users/{uuid7()}/security-log", **bearer(support.access)).status_code == 404
    mine = api.get(LOG, **bearer(other.access)).json()["items"]
    assert [each["session_id"] for each in mine] == [str(other.session_id)]


def test_holds_no_secret(api):
    user = UserFactory()
    tokens = api.post(LOGIN, {"email": user.email, "password": PASSWORD}, **HOME).json()
    given = {"current_password": PASSWORD, "new_password": "wine-dark sea at noon"}
    assert api.post("/api/v1/auth/password/change", given, **bearer(tokens["access"])).status_code == 204
    accounts.deactivate_user(user_id=UserFactory().pk)
    body = api.get(LOG, **bearer(tokens["access"])).content.decode()
    assert "Password changed" in body
    for secret in (PASSWORD, "wine-dark", "argon2", tokens["access"], tokens["refresh"], user.email, "193.0.6.139"):
        assert secret not in body


def test_one_step_on_an_index_however_much_happened(db):
    user = UserFactory()
    with connection.cursor() as cursor:
        cursor.execute(MANY, [str(user.pk)])
        cursor.execute("ANALYZE gopro_audit_auditentry")
    rows = selectors.security_entries(user_id=user.pk)
    first, later = rows[:11].explain(), rows.filter(number__lt=5_000)[:11].explain()
    for plan in (first, later):
        assert "Index Scan using audit_of_object" in plan
        assert "Sort" not in plan


ACTION = re.compile(r'(?:action|verb)="([a-z_.]+)"')
OF_NO_ACCOUNT = ("imports/", "signing_keys.py")  # recorded of files and keys


def test_every_action_that_is_recorded_of_an_account_has_a_title():
    """The last words count: a module writes `action=f"users.passkey.{action}"`, and its verbs beside."""
    folder = ROOT / "apps/users/services"
    titled = {name.removeprefix("users.") for name in security_log.TITLES} | set(security_log.TITLES)
    titled |= {name.rpartition(".")[2] for name in titled}
    missing = {
        (str(path.relative_to(folder)), name)
        for path in folder.rglob("*.py")
        for name in ACTION.findall(path.read_text())
        if name not in titled and not str(path.relative_to(folder)).startswith(OF_NO_ACCOUNT)
    }
    assert missing == set()
