"""Support access from the staff's pages."""

import re

import pytest
from django.test import Client

from apps.users.models import Session, User
from apps.users.services import sessions
from gopro.security.ring import claims_of
from gopro.staff.cookies import NAME
from tests.apps.users.factories import LAPTOP, UserFactory

LIST = "/admin/users/users/user/"


@pytest.fixture
def support(db: None) -> Client:
    user = UserFactory(roles=["support"])
    browser = Client()
    browser.cookies[NAME] = sessions.begin_staff_session(user=user, client=LAPTOP)
    return browser


def ask(browser: Client, *users: User, reason: str = "Ticket 4711"):
    sent = {"action": "impersonate", "_selected_action": [str(user.pk) for user in users], "reason": reason}
    return browser.post(LIST, sent, follow=True)


def test_the_token_is_shown_once_and_only_looks(support: Client) -> None:
    learner = UserFactory()
    answer = ask(support, learner)
    assert "no-store" in answer.headers["Cache-Control"]
    (token,) = re.findall(r"<textarea[^>]*>([^<]+)</textarea>", answer.content.decode())
    visit = Session.objects.exclude(actor_id=None).get()
    claims = claims_of(token)
    assert (claims.user_id, claims.session_id, claims.terms.is_read_only) == (learner.pk, visit.pk, True)
    assert token not in support.get(LIST).content.decode()


def test_one_account_with_a_reason_and_nobody_elses_staff(support: Client) -> None:
    one, other, author = UserFactory(), UserFactory(), UserFactory(roles=["author"])
    assert "Choose one account." in ask(support, one, other).content.decode()
    assert "reason" in ask(support, one, reason=" ").content.decode()
    assert "role beside learner" in ask(support, author).content.decode()
    assert not Session.objects.exclude(actor_id=None).exists()
