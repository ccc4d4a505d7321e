"""One's own sessions over HTTP: listed, ended, over everywhere at once."""

from apps.users.contracts import SessionRevoked, UserLoggedOut
from apps.users.models import Session
from tests.apps.users.factories import UserFactory, signed_in

SESSIONS = "/api/v1/auth/sessions"
ME = "/api/v1/users/me"
REFRESH = "/api/v1/auth/refresh"


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
    assert sorted(items[0]) == ["created_at", "current", "expires_at", "id", "ip", "last_used_at", "user_agent"]


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
