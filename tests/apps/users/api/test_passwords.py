"""Another password, over HTTP."""

import pytest

from apps.users.contracts import EmailVerified, PasswordChanged, SessionRevoked
from apps.users.models import KnownDevice, Notice, NoticeKind, OneTimeToken, Purpose, Session
from apps.users.services import one_time_tokens
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in, unverified
from tests.apps.users.factors import with_app

CHANGE = "/api/v1/auth/password/change"
RESET = "/api/v1/auth/password/reset"
NEW = "wine-dark sea at noon"


def bearer(access: str) -> dict[str, str]:
    return {"HTTP_AUTHORIZATION": f"Bearer {access}"}


def test_changes_the_password_and_ends_the_other_sessions(api, told):
    user = UserFactory()
    here, there = signed_in(user), signed_in(user)
    known = len(told)
    answer = api.post(CHANGE, {"current_password": PASSWORD, "new_password": NEW}, **bearer(here.access))
    assert answer.status_code == 204
    assert list(told)[known:] == [
        PasswordChanged(user_id=user.id),
        SessionRevoked(user_id=user.id, session_id=there.session_id, reason="password_changed"),
    ]
    assert Session.objects.get(revoked_at=None).pk == here.session_id
    logins = [api.post("/api/v1/auth/login", {"email": user.email, "password": text}) for text in (PASSWORD, NEW)]
    assert [answer.status_code for answer in logins] == [401, 200]


@pytest.mark.parametrize(
    ("current", "new", "pointer"),
    [
        ("wrong", NEW, "/current_password"),
        (PASSWORD, "short", "/new_password"),
        (PASSWORD, "ada@example.org", "/new_password"),
        (PASSWORD, "iloveyou", "/new_password"),
    ],
)
def test_refuses_to_change_it(api, told, current, new, pointer):
    user = UserFactory(username="ada")
    issued = signed_in(user)
    known = len(told)
    answer = api.post(CHANGE, {"current_password": current, "new_password": new}, **bearer(issued.access))
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]
    user.refresh_from_db()
    assert user.check_password(PASSWORD)
    assert len(told) == known


def test_limits_guesses_of_who_found_an_open_browser(api):
    issued = signed_in(UserFactory())
    body = {"current_password": "wrong", "new_password": NEW}
    answers = [api.post(CHANGE, body, **bearer(issued.access)).status_code for _ in range(12)]
    assert answers == [422] * 10 + [429] * 2


def test_resets_a_forgotten_password_once(api, told, mailed_token):
    user = UserFactory()
    session = signed_in(user)
    one_time_tokens.request_offered_token(user_id=user.id, purpose="reset_password")
    known = len(told)
    token = mailed_token(user, Purpose.RESET_PASSWORD)
    weak = api.post(RESET, {"token": token, "new_password": "password"})
    assert (weak.status_code, weak.json()["code"]) == (422, "password_refused")
    answers = [api.post(RESET, {"token": token, "new_password": NEW}).status_code for _ in range(2)]
    assert answers == [204, 422]
    assert list(told)[known:] == [
        PasswordChanged(user_id=user.id),
        SessionRevoked(user_id=user.id, session_id=session.session_id, reason="password_changed"),
    ]
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_receiver_of_a_reset_owns_the_address(api, told, mailed_token):
    user = unverified()
    one_time_tokens.request_offered_token(user_id=user.id, purpose="reset_password")
    api.post(RESET, {"token": mailed_token(user, Purpose.RESET_PASSWORD), "new_password": NEW})
    assert told.of(EmailVerified) == [EmailVerified(user_id=user.id, email=user.email)]


def test_a_token_serves_its_own_purpose_only(api, mailed_token):
    user = unverified()
    token = mailed_token(user, Purpose.VERIFY_EMAIL)
    assert api.post(RESET, {"token": token, "new_password": NEW}).status_code == 422
    assert OneTimeToken.objects.filter(used_at=None).count() == 1


def test_a_change_voids_links_sent_before(api, mailed_token):
    user = UserFactory()
    one_time_tokens.request_offered_token(user_id=user.id, purpose="reset_password")
    token = mailed_token(user, Purpose.RESET_PASSWORD)
    body = {"current_password": PASSWORD, "new_password": NEW}
    api.post(CHANGE, body, **bearer(signed_in(user).access))
    assert api.post(RESET, {"token": token, "new_password": "yet another one"}).status_code == 422


def test_a_reset_is_no_way_around_the_second_factor(api, mailed_token):
    user = UserFactory()
    with_app(user)
    one_time_tokens.request_token(user=user, purpose=Purpose.RESET_PASSWORD)
    done = api.post(RESET, {"token": mailed_token(user, Purpose.RESET_PASSWORD), "new_password": NEW})
    answer = api.post("/api/v1/auth/login", {"email": user.email, "password": NEW})
    assert done.status_code == 204
    assert (answer.status_code, answer.json()["code"]) == (401, "mfa_required")


def test_the_owner_is_told_and_the_browser_that_reset_it_is_known(api, mailed_token):
    user = UserFactory()
    one_time_tokens.request_token(user=user, purpose=Purpose.RESET_PASSWORD)
    token = mailed_token(user, Purpose.RESET_PASSWORD)
    done = api.post(RESET, {"token": token, "new_password": NEW}, HTTP_USER_AGENT="Mozilla/5.0 (X11; Linux x86_64)")
    cookie = done.cookies["gopro_device"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
    assert KnownDevice.objects.filter(user=user).count() == 1
    assert [notice.kind for notice in Notice.objects.filter(user=user)] == [NoticeKind.PASSWORD_CHANGED]
