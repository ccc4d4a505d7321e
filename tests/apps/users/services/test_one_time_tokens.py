"""Mails with a link that works once: sent once, tried again, never in the tables in clear."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.utils import timezone

from apps.users.errors import OneTimeTokenInvalid
from apps.users.models import OneTimeToken, Purpose
from apps.users.services import one_time_tokens, verification
from gopro.database import atomic
from gopro.events.models import Outbox
from gopro.identifiers import uuid7
from tests.apps.users.factories import UserFactory, unverified


def due() -> OneTimeToken:
    return OneTimeToken.objects.get(sent_at=None)


def test_sends_the_mail_once(db, mailoutbox):
    user, token = unverified(display_name="Ada <b>"), due()
    one_time_tokens.send_one_time_token(token_id=token.pk)
    one_time_tokens.send_one_time_token(token_id=token.pk)
    [sent] = mailoutbox
    [html, _] = sent.alternatives[0]
    assert (sent.to, sent.subject) == ([user.email], "Confirm your e-mail address")
    assert "Hello Ada <b>,\n" in sent.body
    assert "Hello Ada &lt;b&gt;," in html
    assert sent.extra_headers["Message-ID"] == f"<users.verify_email.{token.pk}@gopro.invalid>"


def test_keeps_the_token_nowhere(db, mailed_token):
    user = unverified()
    secret = mailed_token(user, Purpose.VERIFY_EMAIL)
    [row] = OneTimeToken.objects.values()
    assert len(secret) == 43
    assert secret not in str(row)
    assert len(row["token_hash"]) == 64
    assert not any(secret in str(fact.data) for fact in Outbox.objects.using("default"))


def test_tries_again_what_the_mail_server_refused(db, settings, mailoutbox):
    unverified()
    token, backend = due(), settings.EMAIL_BACKEND
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_PORT = 1
    one_time_tokens.send_one_time_token(token_id=token.pk)
    settings.EMAIL_BACKEND = backend
    one_time_tokens.send_one_time_token(token_id=token.pk)
    assert mailoutbox == []
    with time_machine.travel(timezone.now() + timedelta(minutes=3), tick=False):
        one_time_tokens.send_one_time_token(token_id=token.pk)
    assert len(mail.outbox) == 1


def test_finds_what_a_broker_lost(db, monkeypatch):
    asked = []
    unverified()
    monkeypatch.setattr(one_time_tokens, "enqueue", lambda *job: asked.append(job))
    one_time_tokens.send_due_mail()
    assert asked == []
    with time_machine.travel(timezone.now() + timedelta(minutes=1), tick=False):
        one_time_tokens.send_due_mail()
    assert asked == [("users.send_one_time_token", due().pk)]


def test_fills_nobodys_mailbox(db):
    user = UserFactory()
    for _ in range(5):
        one_time_tokens.request_offered_token(user_id=user.id, purpose="reset_password")
    assert OneTimeToken.objects.count() == 3


def test_offers_nothing_to_nobody_nor_to_the_verified(db):
    one_time_tokens.request_offered_token(user_id=uuid7(), purpose="reset_password")
    one_time_tokens.request_offered_token(user_id=UserFactory().id, purpose="verify_email")
    assert OneTimeToken.objects.count() == 0


def test_expires(db, told, mailed_token):
    user = unverified()
    secret = mailed_token(user, Purpose.VERIFY_EMAIL)
    known = len(told)
    later = time_machine.travel(timezone.now() + timedelta(days=3, minutes=1), tick=False)
    with later, pytest.raises(OneTimeTokenInvalid):
        verification.verify_email(token=secret, ip=None)
    assert len(told) == known


def test_does_not_prove_another_address(db, mailed_token):
    user = unverified()
    secret = mailed_token(user, Purpose.VERIFY_EMAIL)
    user.email = "other@example.org"
    user.save()
    with atomic("users"), pytest.raises(OneTimeTokenInvalid):
        one_time_tokens.redeem(secret=secret, purposes={Purpose.VERIFY_EMAIL})
