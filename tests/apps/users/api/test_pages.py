"""The pages to which mails lead."""

import re
from dataclasses import replace

from django.test import Client

from apps.users.models import OneTimeToken, Purpose, Session, User
from apps.users.services import one_time_tokens
from tests.apps.users.factories import LAPTOP, UserFactory, signed_in, unverified

VERIFY = "/account/verify-email"
RESET = "/account/reset-password"
END = "/account/end-session"


def test_opening_the_link_changes_nothing_and_its_button_verifies(mailed_token, mailoutbox):
    user, browser = unverified(), Client(enforce_csrf_checks=True)
    token = mailed_token(user, Purpose.VERIFY_EMAIL)
    assert f"http://127.0.0.1:8080{VERIFY}?token={token}" in mailoutbox[-1].body
    page = browser.get(f"{VERIFY}?token={token}")
    assert (page.status_code, page.headers["Referrer-Policy"]) == (200, "same-origin")
    assert "no-store" in page.headers["Cache-Control"]
    assert OneTimeToken.objects.get().used_at is None
    done = browser.post(VERIFY, {"token": token})
    assert (done.status_code, "Your address is confirmed" in done.content.decode()) == (200, True)
    assert User.objects.get().email_verified
    again = browser.post(VERIFY, {"token": token})
    assert (again.status_code, "expired or was used before" in again.content.decode()) == (422, True)


def test_a_new_password_is_chosen(mailed_token):
    user, browser = UserFactory(), Client(enforce_csrf_checks=True)
    one_time_tokens.request_offered_token(user_id=user.id, purpose="reset_password")
    token = mailed_token(user, Purpose.RESET_PASSWORD)
    assert browser.get(f"{RESET}?token={token}").status_code == 200
    weak = browser.post(RESET, {"token": token, "new_password": "short"})
    assert (weak.status_code, "At least 15 characters" in weak.content.decode()) == (422, True)
    done = browser.post(RESET, {"token": token, "new_password": "wine-dark sea at noon"})
    assert (done.status_code, "You have a new password" in done.content.decode()) == (200, True)
    user.refresh_from_db()
    assert user.check_password("wine-dark sea at noon")


def test_shows_what_it_is_given_as_text(db):
    page = Client().get(f'{VERIFY}?token="><script>alert(1)</script>').content.decode()
    assert "<script>" not in page


def test_refuses_nonsense(db):
    browser = Client()
    assert [browser.post(path).status_code for path in (VERIFY, RESET)] == [422, 422]
    assert [browser.put(path).status_code for path in (VERIFY, RESET)] == [405, 405]


def test_a_log_in_that_was_not_ones_own_is_ended_and_a_new_password_chosen(mailed_token):
    user, browser = UserFactory(), Client(enforce_csrf_checks=True)
    signed_in(user)
    stolen = signed_in(user, client=replace(LAPTOP, ip="198.51.100.7"))
    token = mailed_token(user, Purpose.NEW_DEVICE)
    page = browser.get(f"{END}?token={token}")
    assert (page.status_code, "End that session" in page.content.decode()) == (200, True)
    assert Session.objects.filter(revoked_at=None).count() == 2
    done = browser.post(END, {"token": token})
    assert (done.status_code, "That session is over" in done.content.decode()) == (200, True)
    assert Session.objects.get(pk=stolen.session_id).revoked_reason == "revoked_by_user"
    reset = re.search(r'name="token" value="([^"]+)"', done.content.decode()).group(1)
    chosen = browser.post(RESET, {"token": reset, "new_password": "wine-dark sea at noon"})
    assert (chosen.status_code, "You have a new password" in chosen.content.decode()) == (200, True)
    again = browser.post(END, {"token": token})
    assert (again.status_code, "expired or was used before" in again.content.decode()) == (422, True)
