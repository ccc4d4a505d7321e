"""One's own sessions over HTTP: listed, ended, over everywhere at once."""

from apps.users.contracts import SessionRevoked, UserLoggedOut
from apps.users.models import OneTimeToken, Purpose, Session
from gopro.security.ring import claims_of
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in

SESSIONS = "/api/v1/auth/sessions"
ME = "/api/v1/users/me"
REFRESH = "/api/v1/auth/refresh"
FIREFOX = "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


def bearer(access: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {access}"}


def test_logging_out_ends_this_session_only(api, told, django_capture_on_commit_callbacks):
    user = UserFactory()
    here, there = signed_in(user), signed_in(user)
    known = len(told)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.post("/api/v1/auth/logout", **bearer(here.access)).status_code == 204
    assert list(told)[known:] == [UserLoggedOut(user_id=user.id, session_id=here.session_id)]
    assert api.get(ME, **bearer(here.access)).status_code == 401
    assert api.post("/api/v1/auth/verify", {"token": here.access}).status_code == 401
    assert api.post(REFRESH, {"refresh": here.refresh}).status_code == 401
    assert api.get(ME, **bearer(there.access)).status_code == 200
    assert api.post(REFRESH, {"refresh": there.refresh}).status_code == 200


def test_logging_out_everywhere_ends_all_of_ones_own(api, told, django_capture_on_commit_callbacks):
    user, other = UserFactory(), signed_in(UserFactory())
    mine = [signed_in(user) for _ in range(3)]
    known = len(told)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.post("/api/v1/auth/logout-all", **bearer(mine[0].access)).status_code == 204
    assert list(told)[known:] == [UserLoggedOut(user_id=user.id, session_id=each.session_id) for each in mine]
    assert [api.get(ME, **bearer(each.access)).status_code for each in mine] == [401] * 3
    assert api.get(ME, **bearer(other.access)).status_code == 200


def test_lists_ones_own_open_sessions(api):
    user = UserFactory()
    signed_in(UserFactory())
    old, here = signed_in(user), signed_in(user)
    Session.objects.filter(pk=signed_in(user).session_id).update(revoked_at="2026-01-01T00:00:00Z")
    answer = api.get(SESSIONS, **bearer(here.access))
    items = answer.json()["items"]
    assert answer.json()["pagination"]["total_items"] == 2
    assert [item["id"] for item in items] == [str(here.session_id), str(old.session_id)]
    assert [item["current"] for item in items] == [True, False]
    times = dict.fromkeys(("created_at", "last_used_at", "expires_at"))
    assert items[0] | times == times | {
        "id": str(here.session_id),
        "kind": "login",
        "device": "Laptop",
        "place": "Local network",
        "methods": ["pwd"],
        "actor_id": None,
        "is_read_only": False,
        "user_agent": "Laptop",
        "ip": "192.0.2.1",
        "current": True,
    }


def test_logging_out_everywhere_else_keeps_this_one(api, told, django_capture_on_commit_callbacks):
    user = UserFactory()
    mine = [signed_in(user) for _ in range(3)]
    known = len(told)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.post("/api/v1/auth/logout-all?others=1", **bearer(mine[1].access)).status_code == 204
    assert list(told)[known:] == [
        UserLoggedOut(user_id=user.id, session_id=each.session_id) for each in (mine[0], mine[2])
    ]
    assert [api.get(ME, **bearer(each.access)).status_code for each in mine] == [401, 200, 401]
    assert api.post("/api/v1/auth/logout-all?others=maybe", **bearer(mine[1].access)).status_code == 422


def test_a_log_in_and_each_refresh_say_how_and_when_it_was(api):
    user = UserFactory()
    given = {"email": user.email, "password": PASSWORD}
    answer = api.post("/api/v1/auth/login", given, HTTP_USER_AGENT=FIREFOX).json()
    session = Session.objects.get()
    for tokens in (answer, api.post(REFRESH, {"refresh": answer["refresh"]}).json()):
        terms = claims_of(tokens["access"]).terms
        assert (terms.methods, terms.actor_id, terms.is_read_only) == ({"pwd"}, None, False)
        assert terms.authenticated_at == session.created_at.replace(microsecond=0)
    item = api.get(SESSIONS, **bearer(answer["access"])).json()["items"][0]
    assert (item["device"], item["kind"], item["methods"]) == ("Firefox on Ubuntu", "login", ["pwd"])


def test_a_browser_keeps_a_cookie_by_which_its_next_log_in_is_no_news(api):
    user = UserFactory()
    given = {"email": user.email, "password": PASSWORD}
    signed_in(user)
    first = api.post("/api/v1/auth/login", given, HTTP_USER_AGENT=FIREFOX)
    cookie = first.cookies["gopro_device"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert cookie["max-age"] == 365 * 24 * 3600
    again = api.post("/api/v1/auth/login", given, HTTP_USER_AGENT=FIREFOX)
    assert again.cookies["gopro_device"].value == cookie.value
    assert OneTimeToken.objects.filter(purpose=Purpose.NEW_DEVICE).count() == 1
    api.cookies["gopro_device"] = f"{cookie.value}x"
    forged = api.post("/api/v1/auth/login", given, HTTP_USER_AGENT=FIREFOX)
    assert forged.cookies["gopro_device"].value.partition(":")[0] != cookie.value.partition(":")[0]
    assert OneTimeToken.objects.filter(purpose=Purpose.NEW_DEVICE).count() == 2
    refused = api.post("/api/v1/auth/login", given | {"password": "wrong"}, HTTP_USER_AGENT=FIREFOX)
    assert "gopro_device" not in refused.cookies


def test_ends_a_session_elsewhere(api, told, django_capture_on_commit_callbacks):
    user = UserFactory()
    here, there = signed_in(user), signed_in(user)
    known = len(told)
    path = f"{SESSIONS}/{there.session_id}"
    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(path, **bearer(here.access)).status_code == 204
    assert api.delete(path, **bearer(here.access)).status_code == 404
    assert list(told)[known:] == [
        SessionRevoked(user_id=user.id, session_id=there.session_id, reason="revoked_by_user")
    ]
    assert api.get(ME, **bearer(there.access)).status_code == 401
    assert api.get(ME, **bearer(here.access)).status_code == 200


def test_anothers_session_does_not_exist(api, told):
    mine, others = signed_in(UserFactory()), signed_in(UserFactory())
    known = len(told)
    answer = api.delete(f"{SESSIONS}/{others.session_id}", **bearer(mine.access))
    assert answer.status_code == 404
    assert len(told) == known
    assert not Session.objects.exclude(revoked_at=None).exists()


def test_asks_who_asks(api):
    answers = [api.get(SESSIONS), api.post("/api/v1/auth/logout"), api.post("/api/v1/auth/logout-all")]
    assert [answer.status_code for answer in answers] == [401] * 3
