"""Accounts and erasures told anew."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.users.contracts import ErasureSnapshot, UserSnapshot
from apps.users.models import Erasure
from apps.users.services import accounts, snapshots
from gopro.identifiers import uuid7
from tests.apps.users.factories import UserFactory, unverified

pytestmark = pytest.mark.django_db


def test_an_account_with_all_that_is_told_of_it():
    user = UserFactory(username="ada", email="ada@example.org", display_name="Ada", roles=("support", "author"))
    accounts.deactivate_user(user_id=user.id)
    assert snapshots.user(user.id) == [
        UserSnapshot(
            user_id=user.id,
            username="ada",
            display_name="Ada",
            email="ada@example.org",
            email_verified=True,
            locale="en",
            time_zone="UTC",
            roles=("author", "support"),
            is_active=False,
        )
    ]


def test_an_address_that_is_not_verified_is_told_so():
    user = unverified()
    (told,) = snapshots.user(user.id)
    assert not told.email_verified


def test_nothing_is_told_of_who_is_not_there():
    assert snapshots.user(uuid7()) == []
    assert snapshots.erasure(uuid7()) == []


def test_an_erasure_with_its_state():
    due_at = timezone.now() + timedelta(days=14)
    row = Erasure.objects.create(id=uuid7(), user_id=uuid7(), was_active=True, due_at=due_at)
    assert snapshots.erasure(row.id) == [
        ErasureSnapshot(erasure_id=row.id, user_id=row.user_id, state="pending", due_at=due_at)
    ]
    Erasure.objects.update(begun_at=timezone.now())
    assert [told.state for told in snapshots.erasure(row.id)] == ["erasing"]
