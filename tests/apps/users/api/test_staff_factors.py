"""Staff whose role asks for a second factor: asked for it, and led to set one up before anything else."""

import html
import json
import re

import pyotp
import pytest
from django.test import Client

from apps.users.models import Passkey, Session
from gopro.staff.cookies import NAME
from tests.apps.users.authenticator import Authenticator
from tests.apps.users.factories import PASSWORD, UserFactory
from tests.apps.users.factors import with_app, with_passkey

LOGIN = "/admin/login/"
FACTORS = "/admin/second-factor/"


@pytest.fixture
def browser(db):
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def chief(db):
    return UserFactory(username="chief", roles=["admin"])


@pytest.fixture
def enforced(settings):
    settings.MFA_ROLES = ("admin",)


def post(browser, page, **sent):
    shown = browser.get(LOGIN if page == LOGIN else FACTORS).content.decode()
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', shown)
    token = found.group(1) if found else browser.cookies["csrftoken"].value
    at = {"HTTP_ORIGIN": "http://127.0.0.1:8080", "HTTP_HOST": "127.0.0.1:8080"}
    return browser.post(page, {**sent, "csrfmiddlewaretoken": token}, **at)


def sign_in(browser, user, **more):
    return post(browser, LOGIN, email=user.email, password=PASSWORD, **more)


def hidden(answer, name):
    return html.unescape(re.search(rf'name="{name}" value="([^"]*)"', answer.content.decode()).group(1))


def test_a_password_alone_does_not_sign_staff_in(browser, chief):
    app, codes = with_app(chief)
    known = Session.objects.count()
    page = sign_in(browser, chief, next="/admin/users/")
    assert (page.status_code, NAME in page.cookies) == (200, False)
    assert "Code of your authenticator app" in page.content.decode()
    assert Session.objects.count() == known
    again = post(browser, LOGIN, mfa_token=hidden(page, "mfa_token"), otp="nonsense", methods=hidden(page, "methods"))
    assert again.status_code == 401
    assert "The second factor doesn&#x27;t hold" in again.content.decode()
    done = post(browser, LOGIN, mfa_token=hidden(again, "mfa_token"), otp=app.now(), next="/admin/users/")
    assert (done.status_code, done.headers["Location"]) == (302, "/admin/users/")
    assert browser.get("/admin/users/").status_code == 200
    over = post(browser, LOGIN, mfa_token=hidden(page, "mfa_token"), otp=codes[0])
    assert (over.status_code, "begin anew" in over.content.decode()) == (401, True)


def test_staff_sign_in_with_a_passkey(browser, chief, api):
    device = with_passkey(chief)
    page = sign_in(browser, chief)
    token = hidden(page, "mfa_token")
    options = api.post("/api/v1/auth/login/mfa/options", {"mfa_token": token}).json()
    done = post(browser, LOGIN, mfa_token=token, credential=json.dumps(device.get(options)))
    assert done.headers["Location"] == "/admin/"
    stranger = Client(enforce_csrf_checks=True)
    options = api.post("/api/v1/auth/login/passkey/options").json()
    done = post(stranger, LOGIN, credential=json.dumps(device.get(options)))
    assert done.headers["Location"] == "/admin/"
    assert stranger.get("/admin/users/").status_code == 200


def test_a_learners_passkey_opens_no_staff_page(browser, api, db):
    device = with_passkey(UserFactory())
    options = api.post("/api/v1/auth/login/passkey/options").json()
    answer = post(browser, LOGIN, credential=json.dumps(device.get(options)))
    assert (answer.status_code, NAME in answer.cookies) == (401, False)
    assert post(browser, LOGIN, credential="[1]").status_code == 401
    assert post(browser, LOGIN, credential="{" * 5000).status_code == 401


def test_staff_without_a_factor_can_only_set_one_up(browser, chief, enforced):
    entered = sign_in(browser, chief, next="/admin/users/")
    assert entered.headers["Location"] == FACTORS
    password_only = browser.cookies[NAME].value
    assert browser.get("/admin/").status_code == 403
    assert browser.get("/admin/users/").status_code == 403
    page = post(browser, FACTORS, act="begin")
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode()).group(1)
    assert "<svg" in page.content.decode()
    wrong = post_to(browser, page, act="confirm", code="nonsense")
    assert (wrong.status_code, secret in wrong.content.decode()) == (422, True)
    done = post_to(browser, page, act="confirm", code=pyotp.TOTP(secret).now())
    assert done.content.decode().count("-") >= 30  # ten codes of four groups
    assert browser.cookies[NAME].value != password_only
    assert browser.get("/admin/users/").status_code == 200
    assert Session.objects.get(revoked_at=None).methods == ["mfa", "otp", "pwd"]


def post_to(browser, page, **sent):
    at = {"HTTP_ORIGIN": "http://127.0.0.1:8080", "HTTP_HOST": "127.0.0.1:8080"}
    return browser.post(FACTORS, {**sent, "csrfmiddlewaretoken": hidden(page, "csrfmiddlewaretoken")}, **at)


def test_staff_set_a_passkey_up(browser, chief, enforced):
    sign_in(browser, chief)
    page = browser.get(FACTORS)
    options = json.loads(html.unescape(re.search(r'data-options="([^"]+)"', page.content.decode()).group(1)))
    done = post_to(browser, page, act="passkey", credential=json.dumps(Authenticator().create(options)))
    assert done.status_code == 200
    assert browser.get("/admin/users/").status_code == 200
    assert Passkey.objects.get().user == chief


def test_other_roles_are_not_asked(browser, enforced):
    support = UserFactory(roles=["support"])
    assert sign_in(browser, support).headers["Location"] == "/admin/"
    assert browser.get("/admin/users/").status_code == 200


def test_strangers_are_led_to_sign_in(browser):
    assert browser.get(FACTORS).headers["Location"].startswith(LOGIN)
    assert Client().post(FACTORS, {"act": "begin"}).headers["Location"].startswith(LOGIN)


def test_no_script_stands_in_the_pages(browser, chief, enforced):
    sign_in(browser, chief)
    pages = [browser.get(FACTORS), Client().get(LOGIN)]
    for page in pages:
        scripts = re.findall(r"<script[^>]*>(.*?)</script>", page.content.decode(), re.DOTALL)
        assert scripts == [""]
        assert " on" not in "".join(re.findall(r"<(?:form|input|button)[^>]*>", page.content.decode())).replace(
            " one-", ""
        )
