"""Refresh tokens that race, and sessions that end for everybody."""

import pytest

from apps.users.contracts import SessionRevoked
from apps.users.errors import RefreshTokenInvalid, WrongCredentials
from apps.users.models import Ended, RefreshToken, Session, User
from apps.users.services import accounts, password_changes, sessions
from apps.users.services.sessions import SignedIn
from gopro.identifiers import uuid7
from gopro.security import revocations
from gopro.testing.facts import Told
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory, signed_in
from tests.apps.users.races import at_once


def test_one_of_twenty_parallel_refreshes_wins_and_the_family_ends(committed):
    told = Told()
    first = signed_in(UserFactory())
    won = [
        result
        for result in at_once(20, lambda: sessions.refresh_session(refresh=first.refresh, client=LAPTOP))
        if result is not None
    ]
    assert len(won) == 1
    assert told.of(SessionRevoked) == [
        SessionRevoked(user_id=first.user.id, session_id=first.session_id, reason="refresh_token_reused")
    ]
    assert RefreshToken.objects.count() == 2
    assert revocations.is_revoked(first.session_id)
    with pytest.raises(RefreshTokenInvalid):
        sessions.refresh_session(refresh=won[0].refresh, client=LAPTOP)


def test_parallel_ends_tell_once(committed):
    told = Told()
    issued = signed_in(UserFactory())
    at_once(5, lambda: sessions.end_reused_session(session_id=issued.session_id))
    assert len(told.of(SessionRevoked)) == 1


def test_a_refused_refresh_uses_nothing_up(db):
    issued = signed_in(UserFactory())
    Session.objects.filter(pk=issued.session_id).update(revoked_at="2026-01-01T00:00:00Z")
    with pytest.raises(RefreshTokenInvalid):
        sessions.refresh_session(refresh=issued.refresh, client=LAPTOP)
    assert RefreshToken.objects.get().used_at is None


def test_a_change_of_password_overtakes_a_log_in(db):
    user = UserFactory()
    seen = User.objects.get(pk=user.pk)
    current = signed_in(user)
    password_changes.change_password(
        user_id=user.id, session_id=current.session_id, current_password=PASSWORD, new_password="wine-dark sea at noon"
    )
    with pytest.raises(WrongCredentials):
        sessions.begin_session(user=seen, client=LAPTOP)
    assert Session.objects.count() == 1


def test_a_closed_account_ends_everywhere(db, told, django_capture_on_commit_callbacks):
    user = UserFactory()
    issued: list[SignedIn] = [signed_in(user), signed_in(user)]
    with django_capture_on_commit_callbacks(execute=True):
        accounts.deactivate_user(user_id=user.id, by=uuid7())
    assert [revocations.is_revoked(each.session_id) for each in issued] == [True, True]
    assert {event.reason for event in told.of(SessionRevoked)} == {Ended.DEACTIVATED}
    with pytest.raises(RefreshTokenInvalid):
        sessions.refresh_session(refresh=issued[0].refresh, client=LAPTOP)
