"""Roles that ask for a second factor can't be used without."""

import pytest

from apps.users.models import LEARNER
from apps.users.services import login, sessions
from apps.users.services.mfa import enforcement
from apps.users.services.roles import set_roles
from config.environment import Environment
from config.settings import passkeys
from gopro.identifiers import uuid7
from gopro.security.ring import ring
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory
from tests.apps.users.factors import with_app


@pytest.fixture(autouse=True)
def enforced(settings):
    settings.MFA_ROLES = ("admin", "support")


def roles_of(signed_in):
    return ring().verify(signed_in.access).roles


def log_in(user, **more):
    return login.log_in(email=user.email, password=PASSWORD, client=LAPTOP, **more)


def test_without_a_factor_an_admin_is_a_learner(db):
    user = UserFactory(roles=["admin", "author"])
    signed_in = log_in(user)
    assert roles_of(signed_in) == {LEARNER}
    assert enforcement.enrollment_due(user)
    following = sessions.refresh_session(refresh=signed_in.refresh, client=LAPTOP)
    assert roles_of(following) == {LEARNER}


def test_with_a_factor_an_admin_is_one(db):
    user = UserFactory(roles=["admin", "author"])
    app, _ = with_app(user)
    assert roles_of(log_in(user, otp=app.now())) == {LEARNER, "admin", "author"}
    assert not enforcement.enrollment_due(user)


def test_other_roles_need_none(db):
    user = UserFactory(roles=["author"])
    assert roles_of(log_in(user)) == {LEARNER, "author"}
    assert not enforcement.enrollment_due(user)


def test_a_role_that_is_given_later_waits_for_a_factor(db):
    user = UserFactory()
    signed_in = log_in(user)
    set_roles(user_id=user.pk, roles=["support"])
    assert roles_of(sessions.refresh_session(refresh=signed_in.refresh, client=LAPTOP)) == {LEARNER}


def test_roles_on_one_thing_are_no_way_around():
    course, other = uuid7(), uuid7()
    grants = {course: frozenset({"admin", "editor"}), other: frozenset({"support"})}
    assert enforcement.grants_in(grants=grants, methods=["pwd"]) == {course: {"editor"}}
    assert enforcement.grants_in(grants=grants, methods=["mfa", "pwd"]) == grants


def test_the_environment_says_which(monkeypatch):
    assert Environment().mfa_roles is None
    monkeypatch.setenv("GOPRO_MFA_ROLES", "admin, editor")
    assert Environment().mfa_roles == ("admin", "editor")
    monkeypatch.setenv("GOPRO_MFA_ROLES", "")
    assert Environment().mfa_roles == ()


@pytest.mark.parametrize(
    ("url", "domain", "origins"),
    [
        ("http://127.0.0.1:8080", "localhost", {"http://127.0.0.1:8080", "http://localhost:8080"}),
        ("https://learn.example.org", "learn.example.org", {"https://learn.example.org"}),
        ("https://learn.example.org:8443", "learn.example.org", {"https://learn.example.org:8443"}),
    ],
)
def test_passkeys_are_made_for_the_public_address(url, domain, origins):
    environment = Environment(public_url=url)
    assert (passkeys.domain(environment), passkeys.origins(environment)) == (domain, origins)


def test_passkeys_may_be_for_a_wider_domain():
    environment = Environment(passkey_domain="example.org", passkey_origins=("https://a.example.org",))
    assert passkeys.domain(environment) == "example.org"
    assert passkeys.origins(environment) == {"https://a.example.org"}
