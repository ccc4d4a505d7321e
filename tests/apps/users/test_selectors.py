"""Who may see which account and session."""

import pytest

from apps.users import selectors
from apps.users.errors import AccountGone, SessionNotFound, UserNotFound
from apps.users.models import Visibility
from apps.users.services import accounts
from gopro.identifiers import uuid7
from gopro.security.principal import ANONYMOUS, Principal
from tests.apps.users.factories import UserFactory, signed_in


def principal(*roles: str) -> Principal:
    return Principal(user_id=uuid7(), session_id=uuid7(), roles=frozenset({"learner", *roles}))


def is_seen(user, viewer):
    try:
        return selectors.profile(key=str(user.id), viewer=viewer).user == user
    except UserNotFound:
        return False


def test_a_profile_is_seen_by_whom_it_is_shown_to(db):
    user = UserFactory()
    viewers = [ANONYMOUS, principal(), principal("author"), principal("support"), principal("admin")]
    seen = {}
    for visibility in Visibility:
        user.visibility = visibility
        user.save()
        seen[visibility.value] = [is_seen(user, viewer) for viewer in viewers]
    assert seen == {
        "public": [True, True, True, True, True],
        "members": [False, True, True, True, True],
        "private": [False, False, False, True, True],
    }


def test_a_closed_account_is_seen_by_staff_alone(db):
    user = UserFactory()
    accounts.deactivate_user(user_id=user.id, by=uuid7())
    owner = Principal(user_id=user.id, session_id=uuid7(), roles=frozenset({"learner"}))
    viewers = [ANONYMOUS, principal(), owner, principal("author"), principal("support"), principal("admin")]
    assert [is_seen(user, viewer) for viewer in viewers] == [False, False, False, False, True, True]
    with pytest.raises(AccountGone):
        selectors.own_account(user_id=user.id)


def test_anothers_session_is_not_found(db):
    mine, others = signed_in(UserFactory()), signed_in(UserFactory())
    assert selectors.open_session(user_id=mine.user.id, session_id=mine.session_id).count() == 1
    with pytest.raises(SessionNotFound):
        selectors.open_session(user_id=mine.user.id, session_id=others.session_id)
