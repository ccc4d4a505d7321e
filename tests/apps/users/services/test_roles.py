"""Roles: what is told, and what ends with them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.users.contracts import (
    EmailVerified,
    RoleGranted,
    RoleRevoked,
    SessionRevoked,
    UserCreated,
    UserDeactivated,
    UserReactivated,
)
from apps.users.errors import (
    EmailTaken,
    GrantEnded,
    GrantNotFound,
    OwnAccount,
    PasswordRefused,
    TooManyGrants,
    UnknownRole,
    UsernameTaken,
    UserNotFound,
)
from apps.users.models import RoleGrant, Session, User
from apps.users.services import accounts, registration, roles
from apps.users.services.roles import Grant
from gopro.audit.errors import ReasonMissing
from gopro.identifiers import uuid7
from gopro.security.ring import claims_of
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


def test_a_role_on_one_thing_is_given_told_and_in_the_next_token(told):
    user, course_id, by = UserFactory(), uuid7(), uuid7()
    before = len(told)
    grant = Grant(role="editor", within=course_id)
    for _ in range(2):
        roles.grant_on(user_id=user.pk, grant=grant, reason="Teaches it.", by=by)
    assert list(told)[before:] == [RoleGranted(user_id=user.pk, role="editor", within=course_id)]
    row = RoleGrant.objects.get()
    assert (row.user_id, row.role, row.within, row.granted_by) == (user.pk, "editor", course_id, by)
    assert claims_of(signed_in(user).access).terms.grants == {course_id: frozenset({"editor"})}
    user.refresh_from_db()
    assert user.roles == []


def test_a_role_on_one_thing_that_is_lost_ends_the_sessions(told):
    user, course_id = UserFactory(), uuid7()
    roles.grant_on(user_id=user.pk, grant=Grant(role="author", within=course_id), reason="Writes.")
    session = signed_in(user)
    roles.revoke_on(user_id=user.pk, role="author", within=course_id, reason="Done.")
    assert told.of(RoleRevoked) == [RoleRevoked(user_id=user.pk, role="author", within=course_id)]
    assert [fact.session_id for fact in told.of(SessionRevoked)] == [session.session_id]
    assert RoleGrant.objects.count() == 0
    with pytest.raises(GrantNotFound):
        roles.revoke_on(user_id=user.pk, role="author", within=course_id, reason="Done.")


def test_refuses_roles_that_mean_nothing_on_one_thing_too_many_and_without_a_reason(told):
    user = UserFactory()
    before = len(told)
    for role in ("admin", "learner", "nonsense"):
        with pytest.raises(UnknownRole):
            roles.grant_on(user_id=user.pk, grant=Grant(role=role, within=uuid7()), reason="Why not?")
    with pytest.raises(ReasonMissing):
        roles.grant_on(user_id=user.pk, grant=Grant(role="editor", within=uuid7()), reason="  ")
    ended = Grant(role="editor", within=uuid7(), expires_at=timezone.now())
    with pytest.raises(GrantEnded):
        roles.grant_on(user_id=user.pk, grant=ended, reason="Late.")
    assert len(told) == before
    for _ in range(roles.MOST_GRANTS):
        RoleGrant.objects.create(user=user, role="editor", within=uuid7(), reason="One of many.")
    with pytest.raises(TooManyGrants):
        roles.grant_on(user_id=user.pk, grant=Grant(role="editor", within=uuid7()), reason="One more.")


def test_a_role_ends_with_its_time(told):
    user, kept, over = UserFactory(), uuid7(), uuid7()
    soon = timezone.now() + timedelta(hours=1)
    for within in (kept, over):
        roles.grant_on(user_id=user.pk, grant=Grant(role="editor", within=within, expires_at=soon), reason="A day.")
    roles.end_expired()
    assert told.of(RoleRevoked) == []
    RoleGrant.objects.filter(within=over).update(expires_at=timezone.now())
    assert claims_of(signed_in(user).access).terms.grants == {kept: frozenset({"editor"})}
    roles.end_expired()
    assert told.of(RoleRevoked) == [RoleRevoked(user_id=user.pk, role="editor", within=over)]
    assert [grant.within for grant in RoleGrant.objects.all()] == [kept]


def test_all_grants_at_once_change_what_differs_alone(told):
    user, kept, lost, new = UserFactory(), uuid7(), uuid7(), uuid7()
    for within in (kept, lost):
        roles.grant_on(user_id=user.pk, grant=Grant(role="editor", within=within), reason="Before.")
    before = len(told)
    wanted = [Grant(role="editor", within=kept), Grant(role="author", within=new)]
    roles.set_grants(user_id=user.pk, grants=wanted, reason="After.")
    assert list(told)[before:] == [
        RoleRevoked(user_id=user.pk, role="editor", within=lost),
        RoleGranted(user_id=user.pk, role="author", within=new),
    ]
    assert {(row.role, row.within) for row in RoleGrant.objects.all()} == {("editor", kept), ("author", new)}
