"""The doors of what runs later."""

from datetime import timedelta

import time_machine
from django.utils import timezone

from apps.users import tasks
from apps.users.models import OneTimeToken, RefreshToken, Session, User
from apps.users.services import one_time_tokens, sessions
from gopro import cache
from gopro.security import revocations
from tests.apps.users.factories import LAPTOP, UserFactory, signed_in, unverified


def test_asks_for_a_mail_and_sends_it(db, mailoutbox):
    user = UserFactory()
    tasks.request_one_time_token(str(user.id), "reset_password")
    tasks.send_one_time_token(str(OneTimeToken.objects.get().pk))
    assert [mail.subject for mail in mailoutbox] == ["Choose a new password"]


def test_sweeps_without_anything_to_do(db, mailoutbox):
    tasks.send_due_mail()
    tasks.purge()
    assert mailoutbox == []


def test_marks_again_what_redis_lost(db):
    issued = signed_in(UserFactory())
    sessions.log_out(user_id=issued.user.id, session_id=issued.session_id)
    cache.client().flushdb()
    revocations.known.forget()
    assert not revocations.is_revoked(issued.session_id)
    revocations.known.forget()
    tasks.mark_ended_sessions()
    revocations.known.forget()
    assert revocations.is_revoked(issued.session_id)


def test_purges_what_nobody_needs_and_nothing_else(db):
    old = signed_in(UserFactory())
    unverified()
    with time_machine.travel(timezone.now() + timedelta(days=61), tick=False):
        fresh = signed_in(UserFactory())
        sessions.refresh_session(refresh=fresh.refresh, client=LAPTOP)
        tasks.purge()
        assert list(Session.objects.values_list("pk", flat=True)) == [fresh.session_id]
        assert RefreshToken.objects.count() == 2
        assert OneTimeToken.objects.count() == 0
    assert User.objects.count() == 3
    assert old.session_id != fresh.session_id
    assert one_time_tokens.LIFETIMES["verify_email"] == timedelta(days=3)
