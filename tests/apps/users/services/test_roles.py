"""Roles: what is told, and what ends with them."""

import pytest

from apps.users.contracts import (
    EmailVerified,
    RoleGranted,
    RoleRevoked,
    SessionRevoked,
    UserCreated,
    UserDeactivated,
    UserReactivated,
)
from apps.users.errors import EmailTaken, OwnAccount, PasswordRefused, UnknownRole, UsernameTaken, UserNotFound
from apps.users.models import Session, User
from apps.users.services import accounts, registration, roles
from gopro.identifiers import uuid7
from tests.apps.users.factories import PASSWORD, UserFactory, signed_in


def test_gives_and_takes_roles(told):
    user = UserFactory(roles=["author"])
    session = signed_in(user)
    known = len(told)
    roles.set_roles(user_id=user.id, roles=["editor", "admin", "admin"])
    assert list(told)[known:] == [
        RoleGranted(user_id=user.id, role="admin"),
        RoleGranted(user_id=user.id, role="editor"),
        RoleRevoked(user_id=user.id, role="author"),
        SessionRevoked(user_id=user.id, session_id=session.session_id, reason="roles_changed"),
    ]
    assert User.objects.get().roles == ["admin", "editor"]


def test_gaining_a_role_ends_nothing_and_the_same_roles_tell_nothing(told):
    user = UserFactory()
    signed_in(user)
    roles.set_roles(user_id=user.id, roles=["author"])
    known = len(told)
    roles.set_roles(user_id=user.id, roles=["author"])
    assert len(told) == known
    assert Session.objects.filter(revoked_at=None).count() == 1


def test_refuses_unknown_roles_people_and_ones_own_admin(told):
    admin = UserFactory(roles=["admin"])
    known = len(told)
    with pytest.raises(UnknownRole):
        roles.set_roles(user_id=admin.id, roles=["owner"])
    with pytest.raises(UserNotFound):
        roles.set_roles(user_id=uuid7(), roles=[])
    with pytest.raises(OwnAccount):
        roles.set_roles(user_id=admin.id, roles=["editor"], by=admin.id)
    assert len(told) == known


def test_closes_and_opens_an_account_once(told):
    user, admin = UserFactory(), uuid7()
    known = len(told)
    for _ in range(2):
        accounts.deactivate_user(user_id=user.id, by=admin)
    for _ in range(2):
        accounts.reactivate_user(user_id=user.id)
    assert list(told)[known:] == [UserDeactivated(user_id=user.id), UserReactivated(user_id=user.id)]
    with pytest.raises(OwnAccount):
        accounts.deactivate_user(user_id=user.id, by=user.id)


def test_makes_a_verified_account(told):
    user = registration.create_account(
        email="Ada@Example.org", username="admin", password=PASSWORD, roles=["admin", "author"]
    )
    assert told == [
        UserCreated(
            user_id=user.id,
            username="admin",
            display_name="admin",
            email="ada@example.org",
            locale="en",
            time_zone="UTC",
        ),
        EmailVerified(user_id=user.id, email="ada@example.org"),
        RoleGranted(user_id=user.id, role="admin"),
        RoleGranted(user_id=user.id, role="author"),
    ]


def test_refuses_what_is_taken_or_weak(told):
    UserFactory(username="ada", email="ada@example.org")
    known = len(told)
    for refusal, given in (
        (EmailTaken, {"email": "ADA@example.org", "username": "other", "password": PASSWORD}),
        (UsernameTaken, {"email": "other@example.org", "username": "ADA", "password": PASSWORD}),
        (PasswordRefused, {"email": "other@example.org", "username": "other", "password": "12345678"}),
        (UnknownRole, {"email": "o@example.org", "username": "other", "password": PASSWORD, "roles": ["root"]}),
    ):
        with pytest.raises(refusal):
            registration.create_account(**given)
    assert len(told) == known
    assert User.objects.count() == 1
