"""What the audit keeps of accounts: each log-in tried, each password, role and session changed; no name, no secret."""

from collections.abc import Callable

import pytest

from apps.users.errors import WrongCredentials, WrongPassword
from apps.users.models import User
from apps.users.services import accounts, login, password_changes, roles, sessions
from gopro.audit import trail
from gopro.observability import context
from tests.apps.users.factories import LAPTOP, PASSWORD, UserFactory, signed_in

pytestmark = pytest.mark.usefixtures("db")
NEW_PASSWORD = "another horse, another battery"

type Kept = tuple[str, str, str, str, str]


def kept() -> list[Kept]:
    """Who, what, to whom, how it ended and why."""
    rows = trail.entries("users").order_by("number")
    return [(row.actor_id, row.action, row.object_id, row.outcome, row.reason) for row in rows]


def test_a_log_in(db: None):
    user = UserFactory()
    issued = login.log_in(email=user.email, password=PASSWORD, client=LAPTOP)
    assert kept() == [(str(user.pk), "users.user.log_in", str(user.pk), "done", "")]
    assert trail.entries("users").get().changes == {"session_id": str(issued.session_id)}


@pytest.mark.parametrize("log_in", [login.log_in, login.log_in_staff])
def test_a_log_in_that_was_refused(log_in: Callable[..., object]):
    user = UserFactory()
    closed = UserFactory()
    accounts.deactivate_user(user_id=closed.pk)
    before = len(kept())
    for email, password in (
        (user.email, "wrong"),
        ("nobody@example.org", "wrong"),
        (closed.email, PASSWORD),
    ):
        with context.bind(request_id="r-1"), pytest.raises(WrongCredentials):
            log_in(email=email, password=password, client=LAPTOP)
    assert kept()[before:] == [
        ("anonymous", "users.user.log_in", str(user.pk), "refused", "wrong credentials"),
        ("anonymous", "users.user.log_in", "", "refused", "wrong credentials"),
        ("anonymous", "users.user.log_in", str(closed.pk), "refused", "closed account"),
    ]


def test_somebody_without_a_role_before_the_staffs_door():
    user = UserFactory()
    with pytest.raises(WrongCredentials):
        login.log_in_staff(email=user.email, password=PASSWORD, client=LAPTOP)
    assert kept() == [("system", "users.user.log_in", str(user.pk), "refused", "no staff")]


def test_a_log_out_and_a_session_ended_by_staff():
    user = UserFactory()
    one, other = signed_in(user), signed_in(user)
    with context.bind(actor_id="ada"):
        sessions.log_out(user_id=user.pk, session_id=one.session_id)
        sessions.log_out(user_id=user.pk, session_id=one.session_id)
        sessions.revoke_session_of(user_id=user.pk, session_id=other.session_id)
    assert kept()[2:] == [
        ("ada", "users.session.log_out", str(user.pk), "done", "logged_out"),
        ("ada", "users.session.revoke", str(user.pk), "done", "revoked_by_staff"),
    ]
    ended = [row.changes["session_id"] for row in trail.entries("users").order_by("number")][2:]
    assert ended == [str(one.session_id), str(other.session_id)]


def change(user: User, *, current: str) -> None:
    password_changes.change_password(
        user_id=user.pk, session_id=signed_in(user).session_id, current_password=current, new_password=NEW_PASSWORD
    )


def test_a_password_changed_and_one_that_was_not():
    user = UserFactory()
    with pytest.raises(WrongPassword):
        change(user, current="wrong")
    change(user, current=PASSWORD)
    done = [(action, outcome) for _, action, _, outcome, _ in kept() if action != "users.user.log_in"]
    assert done == [
        ("users.user.change_password", "refused"),
        ("users.session.revoke", "done"),
        ("users.user.change_password", "done"),
    ]
    assert trail.entries("users").latest("number").changes == {"password": "withheld"}


def test_roles_given_and_taken():
    user = UserFactory(roles=["author"])
    with context.bind(actor_id="ada"):
        roles.set_roles(user_id=user.pk, roles=["author"])
        roles.set_roles(user_id=user.pk, roles=["support"])
    rows = trail.entries("users").order_by("number")
    assert [(row.actor_id, row.action, row.changes) for row in rows] == [
        ("system", "users.user.set_roles", {"author": "granted"}),
        ("ada", "users.user.set_roles", {"support": "granted", "author": "revoked"}),
    ]


def test_an_account_closed_and_opened_again():
    user = UserFactory()
    for act in (accounts.deactivate_user, accounts.deactivate_user, accounts.reactivate_user):
        act(user_id=user.pk)
    assert [action for _, action, _, _, _ in kept()] == ["users.user.deactivate", "users.user.reactivate"]


def test_nobodys_name_address_or_password_is_in_it():
    user = UserFactory(username="lovelace", email="ada.lovelace@example.org")
    login.log_in(email=user.email, password=PASSWORD, client=LAPTOP)
    with pytest.raises(WrongCredentials):
        login.log_in(email=user.email, password="wrong guess", client=LAPTOP)
    change(user, current=PASSWORD)
    rows = str(list(trail.entries("users").values()))
    assert "users.user.log_in" in rows
    for personal in ("lovelace", "example.org", LAPTOP.ip, PASSWORD, "wrong guess", NEW_PASSWORD):
        assert str(personal) not in rows
