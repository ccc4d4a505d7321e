"""The page on which staff sign in, and the way from it to the pages and out."""

import re

import pytest
from django.test import Client

from apps.users.contracts import UserLoggedIn, UserLoggedOut
from apps.users.models import Session
from apps.users.services import roles
from gopro.staff.cookies import NAME
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in

LOGIN = "/admin/login/"


@pytest.fixture
def browser(db: None) -> Client:
    return Client(enforce_csrf_checks=True)


def sign_in(browser, email, password=PASSWORD, **fields):
    page = browser.get(LOGIN).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page).group(1)
    sent = {"email": email, "password": password, "csrfmiddlewaretoken": token, **fields}
    return browser.post(LOGIN, sent, HTTP_ORIGIN="http://127.0.0.1:8080", HTTP_HOST="127.0.0.1:8080")


@pytest.mark.parametrize("role", ["author", "editor", "support", "admin"])
def test_staff_get_in(browser, told, role):
    user = UserFactory(roles=[role])
    known = len(told)
    answer = sign_in(browser, user.email)
    session = Session.objects.get()
    assert (answer.status_code, answer.headers["Location"]) == (302, "/admin/")
    cookie = answer.cookies[NAME]
    assert (cookie["httponly"], cookie["path"], cookie["samesite"]) == (True, "/admin/", "Lax")
    assert session.is_staff
    assert list(told)[known:] == [UserLoggedIn(user_id=user.id, session_id=session.id)]
    assert browser.get(LOGIN).status_code == 302


def test_learners_and_strangers_are_told_the_same(browser, told):
    learner = UserFactory()
    known = len(told)
    for email, password in (
        (learner.email, PASSWORD),
        (learner.email, "wrong"),
        ("no@example.org", PASSWORD),
        ("", ""),
    ):
        answer = sign_in(browser, email, password)
        assert answer.status_code == 401
        assert "Address or password is wrong" in answer.content.decode()
        assert NAME not in answer.cookies
    assert Session.objects.count() == 0
    assert len(told) == known


def test_shares_the_limits_of_the_api(browser):
    user = UserFactory(roles=["admin"])
    answers = [sign_in(browser, user.email, "wrong") for _ in range(11)]
    assert [answer.status_code for answer in answers] == [401] * 10 + [429]
    assert 0 < int(answers[-1].headers["Retry-After"]) <= 900


def test_a_form_from_elsewhere_is_refused(browser):
    user = UserFactory(roles=["admin"])
    answer = browser.post(LOGIN, {"email": user.email, "password": PASSWORD})
    assert answer.status_code == 403
    assert Session.objects.count() == 0


@pytest.mark.parametrize(
    ("wanted", "then"),
    [
        ("/admin/users/", "/admin/users/"),
        ("https://evil.test/admin/", "/admin/"),
        ("//evil.test", "/admin/"),
        ("/admin/login/?next=/admin/login/", "/admin/"),
    ],
)
def test_never_leads_off_this_site(browser, wanted, then):
    user = UserFactory(roles=["support"])
    assert sign_in(browser, user.email, next=wanted).headers["Location"] == then


def test_a_password_is_not_shown_again(browser):
    page = sign_in(browser, "ada@example.org", "do not show this").content.decode()
    assert "do not show this" not in page
    assert 'value="ada@example.org"' in page


def test_an_api_token_is_no_staff_cookie(browser):
    user = UserFactory(roles=["admin"])
    browser.cookies[NAME] = signed_in(user).access
    assert browser.get("/admin/users/").headers["Location"].startswith(LOGIN)


def sign_out(browser, *, page):
    shown = browser.get("/admin/users/").content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown).group(1)
    sent = {"csrfmiddlewaretoken": token}
    return browser.post(page, sent, HTTP_ORIGIN="http://127.0.0.1:8080", HTTP_HOST="127.0.0.1:8080", follow=True)


@pytest.mark.parametrize("page", ["/admin/logout/", "/admin/courses/logout/"])
def test_a_copied_cookie_is_worth_nothing_after_log_out(browser, told, django_capture_on_commit_callbacks, page):
    user = UserFactory(roles=["admin"])
    copied = sign_in(browser, user.email).cookies[NAME].value
    session, known = Session.objects.get(), len(told)
    thief = Client()
    thief.cookies[NAME] = copied
    assert thief.get("/admin/users/").status_code == 200
    with django_capture_on_commit_callbacks(execute=True):
        answer = sign_out(browser, page=page)
    assert answer.redirect_chain == [("/admin/sign-out/", 307), (LOGIN, 302)]
    assert thief.get("/admin/users/").headers["Location"].startswith(LOGIN)
    assert browser.cookies[NAME].value == ""
    assert list(told)[known:] == [UserLoggedOut(user_id=user.id, session_id=session.id)]


def test_signing_out_takes_a_form_of_ours_and_nobody_signs_out_twice(browser, told):
    user = UserFactory(roles=["admin"])
    sign_in(browser, user.email)
    known = len(told)
    assert browser.get("/admin/sign-out/").status_code == 405
    assert browser.post("/admin/sign-out/").status_code == 403
    assert len(told) == known
    stranger = Client()
    assert stranger.post("/admin/sign-out/").headers["Location"] == LOGIN
    assert len(told) == known


def test_who_loses_a_role_is_out(browser, django_capture_on_commit_callbacks):
    user = UserFactory(roles=["admin"])
    sign_in(browser, user.email)
    with django_capture_on_commit_callbacks(execute=True):
        roles.set_roles(user_id=user.id, roles=[])
    assert browser.get("/admin/users/").headers["Location"].startswith(LOGIN)


def test_other_methods_are_refused(browser):
    assert browser.put(LOGIN).status_code in {403, 405}
    assert Client().delete(LOGIN).status_code == 405
