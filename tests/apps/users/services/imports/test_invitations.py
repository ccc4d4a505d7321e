"""Invitations: at a rate, with a link that makes the account its owner's."""

from typing import Any

import pytest

from apps.users.models import OneTimeToken, Purpose, User
from apps.users.services import one_time_tokens
from apps.users.services.imports import invitations
from tests.apps.users.services.imports.files import imported, people

pytestmark = pytest.mark.django_db
PASSWORD = "another correct horse"


def test_so_many_a_turn_the_longest_waiting_first(settings: Any, mailoutbox: list[Any]):
    settings.INVITATIONS_A_MINUTE = 12
    imported(*people("ada", "grace", "alan"))
    one_time_tokens.send_due_mail()
    assert mailoutbox == []
    for sent in (2, 3, 3):
        invitations.send_waiting()
        assert len(mailoutbox) == sent
    assert sorted(mail.to[0] for mail in mailoutbox) == ["ada@example.org", "alan@example.org", "grace@example.org"]


def test_whose_account_was_closed_meanwhile_is_not_invited(mailoutbox: list[Any]):
    imported(*people("ada"))
    User.objects.update(is_active=False)
    invitations.send_waiting()
    assert mailoutbox == []


def test_the_link_lets_its_owner_choose_a_password(mailoutbox: list[Any], api: Any):
    imported(*people("ada"))
    assert api.post("/api/v1/auth/login", {"email": "ada@example.org", "password": ""}).status_code in {401, 422}
    invitations.send_waiting()
    [mail] = mailoutbox
    assert (mail.to, mail.subject) == (["ada@example.org"], "You have an account at GO-PRO")
    link = next(word for word in mail.body.split() if "?token=" in word)
    token = link.partition("?token=")[2]
    answer = api.post("/api/v1/auth/password/reset", {"token": token, "new_password": PASSWORD})
    assert answer.status_code == 204
    ada = User.objects.get()
    assert (ada.email_verified, ada.check_password(PASSWORD)) == (True, True)
    again = api.post("/api/v1/auth/password/reset", {"token": token, "new_password": PASSWORD + "!"})
    assert again.status_code == 422


def test_nothing_typed_into_a_file_becomes_markup(mailoutbox: list[Any]):
    imported("ada@example.org,ada,<script>alert(1)</script>,,,,")
    invitations.send_waiting()
    html = mailoutbox[0].alternatives[0][0]
    assert "<script>" not in html
    assert "&lt;script&gt;" in html
    assert OneTimeToken.objects.get().purpose == Purpose.INVITATION
