"""What the database itself refuses."""

import pytest
from django.db import IntegrityError

from apps.users.models import User
from gopro.database import atomic
from tests.apps.users.factories import UserFactory


@pytest.mark.parametrize(
    "given",
    [
        {"username": "ADA", "email": "other@example.org"},
        {"username": "other", "email": "ada@example.org"},
        {"username": "other", "email": "Other@example.org"},
    ],
)
def test_names_and_addresses_are_there_once_whatever_their_case(db, given):
    UserFactory(username="ada", email="ada@example.org")
    with pytest.raises(IntegrityError), atomic("users"):
        User.objects.create(display_name="x", **given)
    assert User.objects.count() == 1


def test_everybody_is_a_learner():
    assert User().all_roles == ["learner"]
    assert User(roles=["editor", "admin"]).all_roles == ["learner", "admin", "editor"]
