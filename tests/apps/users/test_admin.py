"""The staff's pages on accounts and sessions."""

import pytest

from apps.users.contracts import RoleGranted, RoleRevoked, SessionRevoked, UserDeactivated
from apps.users.models import RoleGrant, Session, User
from gopro.audit.models import AuditEntry
from gopro.identifiers import uuid7
from tests.apps.users.conftest import shown
from tests.apps.users.factories import UserFactory, signed_in

USERS = "/admin/users/users/user/"
SESSIONS = "/admin/users/users/session/"
GRANTS = "/admin/users/users/rolegrant/"


def test_lists_and_finds_accounts(admin):
    ada = UserFactory(username="ada", roles=["author"])
    UserFactory(username="grace")
    for query in ("q=ad", "q=ada@example", f"q={ada.pk}", "role=author"):
        page = shown(admin, f"{USERS}?{query}")
        assert ("ada@example.org" in page, "grace@example.org" in page) == (True, False)
    assert "grace@example.org" in shown(admin, f"{USERS}?email_verified_at__isempty=0&is_active__exact=1")


def test_shows_no_password_hash(admin):
    user = UserFactory()
    signed_in(user)
    for path in (USERS, f"{USERS}{user.pk}/change/", SESSIONS):
        assert "argon2" not in shown(admin, path)


def test_gives_roles_through_the_service(admin, told):
    user = UserFactory(username="ada")
    known = len(told)
    form = {"roles": ["author", "editor"], "reason": "Writes.", "username": "stolen"}
    answer = admin.post(f"{USERS}{user.pk}/change/", form)
    assert answer.status_code == 302
    user.refresh_from_db()
    assert (user.username, user.roles) == ("ada", ["author", "editor"])
    assert list(told)[known:] == [
        RoleGranted(user_id=user.id, role="author"),
        RoleGranted(user_id=user.id, role="editor"),
    ]
    done = AuditEntry.objects.using("default").filter(object_id=str(user.pk)).order_by("number")
    assert [(entry.action, entry.changes) for entry in done] == [
        ("users.user.set_roles", {"author": "granted", "editor": "granted"}),
        ("admin.user.change", {"reason": "withheld", "roles": "withheld"}),
    ]


def test_nobody_takes_admin_from_themselves(browser, told):
    chief = UserFactory(roles=["admin"])
    known = len(told)
    answer = browser(chief).post(f"{USERS}{chief.pk}/change/", {"roles": [], "reason": "Enough."})
    assert answer.status_code == 200
    assert "ask another admin" in answer.content.decode()
    chief.refresh_from_db()
    assert chief.roles == ["admin"]
    assert len(told) == known


def test_closes_accounts(admin, told):
    user = UserFactory()
    session = signed_in(user)
    known = len(told)
    admin.post(USERS, {"action": "deactivate", "_selected_action": [str(user.pk)]})
    user.refresh_from_db()
    assert not user.is_active
    assert list(told)[known:] == [
        UserDeactivated(user_id=user.id),
        SessionRevoked(user_id=user.id, session_id=session.session_id, reason="deactivated"),
    ]
    admin.post(USERS, {"action": "reactivate", "_selected_action": [str(user.pk)]})
    user.refresh_from_db()
    assert user.is_active
    done = AuditEntry.objects.using("default").filter(object_id=str(user.pk)).order_by("number")
    assert [entry.action for entry in done] == [
        *("users.user.log_in", "users.session.revoke", "users.user.deactivate", "users.user.reactivate"),
    ]


def test_ends_sessions(admin, told):
    issued = signed_in(UserFactory())
    known = len(told)
    page = shown(admin, f"{SESSIONS}?user__id__exact={issued.user.pk}&state=open")
    assert str(issued.session_id) in page
    admin.post(SESSIONS, {"action": "revoke", "_selected_action": [str(issued.session_id)]})
    assert Session.objects.get(pk=issued.session_id).revoked_reason == "revoked_by_staff"
    assert list(told)[known:] == [
        SessionRevoked(user_id=issued.user.id, session_id=issued.session_id, reason="revoked_by_staff")
    ]


def test_support_looks_and_ends_sessions_but_changes_nobody(browser, told):
    support, user = browser(UserFactory(roles=["support"])), UserFactory()
    issued = signed_in(user)
    known = len(told)
    page = f"{USERS}{user.pk}/change/"
    assert user.email in shown(support, page)
    assert support.post(page, {"roles": ["admin"]}).status_code == 403
    support.post(USERS, {"action": "deactivate", "_selected_action": [str(user.pk)]})
    user.refresh_from_db()
    assert (user.roles, user.is_active) == ([], True)
    assert len(told) == known
    support.post(SESSIONS, {"action": "revoke", "_selected_action": [str(issued.session_id)]})
    assert len(told.of(SessionRevoked)) == 1


@pytest.mark.parametrize("role", ["author", "editor"])
def test_others_do_not_enter(browser, role):
    client, user = browser(UserFactory(roles=[role])), UserFactory()
    answers = [client.get(path).status_code for path in (USERS, SESSIONS, f"{USERS}{user.pk}/change/")]
    assert answers == [403] * 3


def test_nothing_is_added_or_deleted_here(admin):
    user = UserFactory()
    answers = [admin.get(f"{USERS}add/"), admin.post(f"{USERS}{user.pk}/delete/", {"post": "yes"})]
    assert [answer.status_code for answer in answers] == [403, 403]
    assert User.objects.filter(pk=user.pk).exists()


def test_a_change_of_roles_says_why(admin, told):
    user = UserFactory()
    known = len(told)
    answer = admin.post(f"{USERS}{user.pk}/change/", {"roles": ["author"]})
    assert (answer.status_code, "Say why the roles change." in answer.content.decode()) == (200, True)
    assert admin.post(f"{USERS}{user.pk}/change/", {"roles": []}).status_code == 302
    user.refresh_from_db()
    assert (user.roles, len(told)) == ([], known)


def test_gives_and_takes_a_role_on_one_course(admin, told):
    user, course_id = UserFactory(), uuid7()
    form = {"user": user.pk, "role": "editor", "within": course_id, "reason": "Teaches it."}
    assert admin.post(f"{GRANTS}add/", {**form, "reason": ""}).status_code == 200
    assert admin.post(f"{GRANTS}add/", {**form, "role": "admin"}).status_code == 200
    assert admin.post(f"{GRANTS}add/", form).status_code == 302
    assert told.of(RoleGranted) == [RoleGranted(user_id=user.pk, role="editor", within=course_id)]
    grant = RoleGrant.objects.get()
    assert (grant.user_id, grant.role, grant.within, grant.reason) == (user.pk, "editor", course_id, "Teaches it.")
    assert user.username in shown(admin, GRANTS)
    assert admin.post(f"{GRANTS}{grant.pk}/change/", {**form, "role": "author"}).status_code == 403
    action = {"action": "take_away", "_selected_action": [grant.pk]}
    admin.post(GRANTS, action)
    assert RoleGrant.objects.count() == 1
    admin.post(GRANTS, {**action, "reason": "The term is over."})
    assert RoleGrant.objects.count() == 0
    assert told.of(RoleRevoked) == [RoleRevoked(user_id=user.pk, role="editor", within=course_id)]
    done = AuditEntry.objects.using("default").filter(action="users.user.set_roles", object_id=str(user.pk))
    assert [entry.reason for entry in done.order_by("number")] == ["Teaches it.", "The term is over."]


def test_only_admins_see_roles_on_courses(browser):
    support = browser(UserFactory(roles=["support"]))
    assert [support.get(GRANTS).status_code, support.get(f"{GRANTS}add/").status_code] == [403, 403]
