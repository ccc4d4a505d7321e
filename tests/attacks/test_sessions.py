"""Sessions that are over, stolen, fixed or somebody else's, at every door: none of them acts."""

import re
from collections.abc import Callable, Mapping
from itertools import product
from typing import Any
from uuid import UUID

import pytest
from django.test import Client as Browser
from rest_framework.test import APIClient

from apps.users.errors import RefreshTokenInvalid
from apps.users.models import Ended, Session, User
from apps.users.services import accounts, devices, password_changes, roles, sessions
from apps.users.services.erasure import requests
from apps.users.services.sessions import SignedIn
from gopro.identifiers import uuid7
from gopro.security import revocations
from gopro.staff.cookies import NAME as COOKIE
from gopro.testing.tokens import access_token
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory, signed_in
from tests.attacks.conftest import Tally

pytestmark = pytest.mark.usefixtures("db")
SESSIONS = "/api/v1/auth/sessions"
REFRESH = "/api/v1/auth/refresh"
LOGIN = "/admin/login/"
READ = ("/api/v1/users/me", SESSIONS, "/api/v1/users/me/security-log", "/api/v1/notifications", "/api/v1/enrollments")
PAGES = ("/admin/", "/admin/users/", "/admin/users/users/user/", "/admin/users/users/session/", "/admin/courses/")
OURS: dict[str, Any] = {"HTTP_ORIGIN": "http://127.0.0.1:8080", "HTTP_HOST": "127.0.0.1:8080"}

BODIES: tuple[Any, ...] = ([], {}, None, True, 1)

type Ending = Callable[[SignedIn], object]


@pytest.fixture
def api() -> APIClient:
    return APIClient(raise_request_exception=False)


def opens(api: APIClient, path: str, *, access: str) -> bool:
    return api.get(path, HTTP_AUTHORIZATION=f"Bearer {access}").status_code == 200


def enters(cookie: str, page: str) -> bool:
    browser = Browser()
    browser.cookies[COOKIE] = cookie
    return browser.get(page).status_code == 200


def carries_on(refresh: str) -> bool:
    try:
        sessions.refresh_session(refresh=refresh, client=LAPTOP)
    except RefreshTokenInvalid:
        return False
    return True


def change_password(issued: SignedIn) -> None:
    other = signed_in(issued.user)
    password_changes.change_password(
        user_id=issued.user.pk,
        session_id=other.session_id,
        current_password=PASSWORD,
        new_password="wine-dark sea, rosy-fingered dawn",
    )


ENDINGS: dict[str, Ending] = {
    "log out": lambda issued: sessions.log_out(user_id=issued.user.pk, session_id=issued.session_id),
    "log out everywhere": lambda issued: sessions.log_out_everywhere(user_id=issued.user.pk),
    "log out elsewhere": lambda issued: sessions.log_out_elsewhere(user_id=issued.user.pk, session_id=uuid7()),
    "revoked by user": lambda issued: sessions.revoke_own_session(user_id=issued.user.pk, session_id=issued.session_id),
    "revoked by staff": lambda issued: sessions.revoke_session_of(user_id=issued.user.pk, session_id=issued.session_id),
    "reuse noticed": lambda issued: sessions.end_reused_session(session_id=issued.session_id),
    "password changed": change_password,
    "roles changed": lambda issued: roles.set_roles(user_id=issued.user.pk, roles=[]),
    "deactivated": lambda issued: accounts.deactivate_user(user_id=issued.user.pk),
    "erasure": lambda issued: requests.request_erasure(user_id=issued.user.pk, session_id=issued.session_id),
}


def staff_cookie(user: User) -> tuple[str, UUID]:
    token = sessions.begin_staff_session(user=user, client=LAPTOP)
    return token, Session.objects.filter(user=user, is_staff=True).latest("created_at").pk


@pytest.mark.parametrize("name", ENDINGS)
def test_a_session_that_is_over_is_over_at_every_door(name, api, tally: Tally, django_capture_on_commit_callbacks):
    user = UserFactory(roles=["admin"])
    issued = signed_in(user)
    cookie, _ = staff_cookie(user)
    assert all(opens(api, path, access=issued.access) for path in READ)
    assert all(enters(cookie, page) for page in PAGES)
    with django_capture_on_commit_callbacks(execute=True):
        ENDINGS[name](issued)
    tried = [opens(api, path, access=issued.access) for path in READ]
    tried += [carries_on(issued.refresh), carries_on(issued.refresh)]
    tried.append(api.post("/api/v1/auth/verify", {"token": issued.access}).status_code == 200)
    if not Session.objects.filter(user=user, is_staff=True, revoked_at=None).exists():
        tried += [enters(cookie, page) for page in PAGES]
    tally(f"session over: {name}", tried=len(tried), accepted=sum(tried))


def test_a_stolen_refresh_token_ends_the_thiefs_session_too(tally: Tally, django_capture_on_commit_callbacks, api):
    tried = []
    for _ in range(10):
        issued = signed_in(UserFactory())
        with django_capture_on_commit_callbacks(execute=True):
            following = sessions.refresh_session(refresh=issued.refresh, client=LAPTOP)
            tried.append(carries_on(issued.refresh))
        tried += [carries_on(following.refresh), carries_on(issued.refresh)]
        tried += [opens(api, "/api/v1/users/me", access=each.access) for each in (issued, following)]
        assert Session.objects.get(pk=issued.session_id).revoked_reason == Ended.REFRESH_TOKEN_REUSED
    tally("stolen refresh tokens", tried=len(tried), accepted=sum(tried))


def test_refresh_tokens_that_are_not(api, tally: Tally):
    issued = signed_in(UserFactory())
    odd = [
        issued.refresh[:-1],
        issued.refresh + "A",
        issued.refresh.upper(),
        issued.refresh[::-1],
        f" {issued.refresh}",
    ]
    odd += [issued.access, str(issued.session_id), str(issued.user.pk), "", "\x00", "null", "A" * 4096, "é" * 43]
    tried = [api.post(REFRESH, {"refresh": each}).status_code == 200 for each in odd]
    tried += [api.post(REFRESH, {"refresh": each}, format="json").status_code == 200 for each in BODIES]
    tried.append(api.post(REFRESH, HTTP_AUTHORIZATION=f"Bearer {issued.refresh}").status_code == 200)
    tally("refresh tokens that are none", tried=len(tried), accepted=sum(tried))
    assert carries_on(issued.refresh)


def test_anothers_sessions_stay_theirs(api, tally: Tally):
    """Revoking by every id that belongs to somebody else, and being somebody by words beside the token."""
    mine = signed_in(UserFactory())
    others = [signed_in(UserFactory(roles=["admin"] if number == 0 else [])) for number in range(10)]
    header = {"HTTP_AUTHORIZATION": f"Bearer {mine.access}"}
    ids = [each for other in others for each in (other.session_id, other.user.pk)]
    tried = [api.delete(f"{SESSIONS}/{each}", **header).status_code < 400 for each in ids]
    words = ("HTTP_X_USER_ID", "HTTP_X_USER", "HTTP_X_SESSION_ID", "HTTP_X_IMPERSONATED_BY", "HTTP_X_ACTOR_ID")
    for name, other in product(words, others):
        told = api.get("/api/v1/users/me", **header | {name: str(other.user.pk)}).json()["id"]
        tried.append(told != str(mine.user.pk))
    for other, place in product(others, ("user_id", "session_id", "sub")):
        value = str(other.session_id if place == "session_id" else other.user.pk)
        api.post("/api/v1/auth/logout-all?others=1", {place: value}, **header)
        tried.append(Session.objects.get(pk=other.session_id).revoked_at is not None)
    tally("sessions of others", tried=len(tried), accepted=sum(tried))


def test_what_opens_one_door_opens_no_other(api, tally: Tally):
    user = UserFactory(roles=["admin"])
    issued = signed_in(user)
    cookie, _ = staff_cookie(user)
    device = devices.cookie_of(devices.new_id())
    tried = [opens(api, path, access=each) for path in READ for each in (cookie, issued.refresh, device)]
    tried += [enters(each, page) for page in PAGES for each in (issued.access, issued.refresh, device)]
    for name, value in (("access", issued.access), ("sessionid", str(issued.session_id)), (COOKIE, cookie)):
        api.cookies[name] = value
    tried += [api.get(path).status_code == 200 for path in READ]
    tally("tokens at the wrong door", tried=len(tried), accepted=sum(tried))


def csrf_token_of(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def log_in(browser: Browser, user: User, *, plant: Mapping[str, str]) -> str:
    """With cookies that were planted after the form was shown, as a page on a neighboring host might."""
    token = csrf_token_of(browser.get(LOGIN).content.decode())
    for name, value in plant.items():
        browser.cookies[name] = value
    sent = {"email": user.email, "password": PASSWORD, "csrfmiddlewaretoken": token}
    answer = browser.post(LOGIN, sent, **OURS)
    assert answer.status_code == 302
    return str(answer.cookies[COOKIE].value)


def planted(attacker: User) -> list[str]:
    """What an attacker may have put into a victim's browser before."""
    ended, session_id = staff_cookie(attacker)
    sessions.revoke_own_session(user_id=attacker.pk, session_id=session_id)
    revocations.revoke([session_id])
    good, _ = staff_cookie(attacker)
    return ["", "chosen", "a.b.c", str(uuid7()), ended, good, access_token(user_id=attacker.pk, roles=["admin"])]


def test_a_session_is_new_at_each_log_in_and_none_that_was_planted_becomes_it(tally: Tally):
    victim, attacker = UserFactory(roles=["admin"]), UserFactory(roles=["author"])
    tried, seen = [], set()
    for cookie in planted(attacker):
        browser = Browser(enforce_csrf_checks=True)
        given = log_in(browser, victim, plant={COOKIE: cookie, "sessionid": "fixed"})
        tried += [given == cookie, given in seen, enters(cookie, "/admin/users/")]
        thief = Browser()
        thief.cookies["sessionid"] = "fixed"
        tried.append(thief.get("/admin/users/").status_code == 200)
        seen.add(given)
        assert enters(given, "/admin/users/")
    assert Session.objects.filter(user=victim, is_staff=True).count() == len(seen) == 7
    tally("session fixation in the admin", tried=len(tried), accepted=sum(tried))


def test_a_form_of_another_visitors_logs_nobody_in(tally: Tally):
    """Log-in CSRF: the attacker's form, their cookie, their origin, or none."""
    user, tried = UserFactory(roles=["admin"]), []
    attacker = Browser()
    token = csrf_token_of(attacker.get(LOGIN).content.decode())
    sent = {"email": user.email, "password": PASSWORD}
    for given in (sent, sent | {"csrfmiddlewaretoken": token}, sent | {"csrfmiddlewaretoken": "x" * 64}):
        for origin in (*({"HTTP_ORIGIN": each} for each in ("https://evil.example", "null", "")), OURS):
            victim = Browser(enforce_csrf_checks=True)
            victim.get(LOGIN)
            tried.append(COOKIE in victim.post(LOGIN, given, **origin).cookies)
    tally("log-in by a form from elsewhere", tried=len(tried), accepted=sum(tried))


def test_a_cookie_replayed_after_log_out_and_a_cookie_of_somebody_else(
    tally: Tally, django_capture_on_commit_callbacks
):
    admin, author = UserFactory(roles=["admin"]), UserFactory(roles=["author"])
    copied, session_id = staff_cookie(admin)
    low, _ = staff_cookie(author)
    assert enters(copied, "/admin/users/")
    with django_capture_on_commit_callbacks(execute=True):
        sessions.log_out(user_id=admin.pk, session_id=session_id)
    tried = [enters(copied, page) for page in PAGES]
    tried += [
        enters(low, page) for page in ("/admin/users/", "/admin/users/users/user/", "/admin/users/users/session/")
    ]
    head, body, signature = low.split(".")
    mixed = [f"{head}.{copied.split('.')[1]}.{signature}", f"{head}.{body}.{copied.split('.')[2]}", f"{low}x", low[:-2]]
    tried += [enters(each, "/admin/users/") for each in mixed]
    tally("staff cookies replayed or mixed", tried=len(tried), accepted=sum(tried))
