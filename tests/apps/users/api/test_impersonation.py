"""Support acts as a learner: on the record, for minutes, looking only, and never near what protects the account."""

import re
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone
from rest_framework.test import APIClient

from apps.users.api.urls import urlpatterns
from apps.users.contracts import SessionRevoked, UserUpdated
from apps.users.models import OneTimeToken, Purpose, Session, User
from apps.users.services import accounts, disowning, roles, sessions
from apps.users.services.sessions import SignedIn
from gopro.audit import trail
from gopro.events.models import Outbox
from gopro.identifiers import uuid7
from gopro.security.ring import claims_of
from tests.apps.users.factories import UserFactory, signed_in, unverified

ME = "/api/v1/users/me"
SESSIONS = "/api/v1/auth/sessions"
WHY = {"reason": "Ticket 4711: the course list is empty"}


def bearer(access: str) -> dict[str, Any]:
    return {"HTTP_AUTHORIZATION": f"Bearer {access}"}


def member(role: str) -> SignedIn:
    return signed_in(UserFactory(roles=[role]))


def ask(api: APIClient, *, by: SignedIn, user: User, **wish: Any) -> Any:
    return api.post(f"/api/v1/users/{user.pk}/impersonate", WHY | wish, **bearer(by.access))


def test_support_sees_what_the_learner_sees_and_changes_nothing(api):
    support, learner = member("support"), UserFactory()
    answer = ask(api, by=support, user=learner)
    given = answer.json()
    assert (answer.status_code, answer.headers["Cache-Control"]) == (201, "no-store")
    assert (given["is_read_only"], given["token_type"], sorted(given)) == (
        True,
        "Bearer",
        ["access", "expires_at", "is_read_only", "session_id", "token_type"],
    )
    claims = claims_of(given["access"])
    assert (claims.user_id, claims.terms.actor_id) == (learner.pk, support.user.pk)
    assert (claims.roles, claims.terms.is_read_only, claims.terms.methods) == ({"learner"}, True, {"pwd"})
    assert claims.terms.authenticated_at is None
    seen = api.get(ME, **bearer(given["access"]))
    assert (seen.json()["id"], seen.headers["X-Impersonated-By"]) == (str(learner.pk), str(support.user.pk))
    assert "X-Impersonated-By" not in api.get(ME, **bearer(support.access)).headers
    refused = api.patch(ME, {"display_name": "Mallory"}, **bearer(given["access"]))
    assert (refused.status_code, refused.json()["code"]) == (403, "impersonation_read_only")
    learner.refresh_from_db()
    assert learner.display_name != "Mallory"


def test_it_ends_by_itself(api):
    support, learner = member("support"), UserFactory()
    given = ask(api, by=support, user=learner, minutes=5).json()
    with time_machine.travel(timezone.now() + timedelta(minutes=4, seconds=50), tick=False):
        assert api.get(ME, **bearer(given["access"])).status_code == 200
    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=10), tick=False):
        assert api.get(ME, **bearer(given["access"])).status_code == 401


@pytest.mark.parametrize("minutes", [0, -1, 61, 600, "long"])
def test_an_hour_at_most(api, minutes):
    answer = ask(api, by=member("admin"), user=UserFactory(), minutes=minutes)
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/minutes")
    assert not Session.objects.exclude(actor_id=None).exists()


@pytest.mark.parametrize("reason", ["", "   ", None])
def test_not_without_a_reason(api, reason):
    assert ask(api, by=member("admin"), user=UserFactory(), reason=reason).status_code == 422
    assert not Session.objects.exclude(actor_id=None).exists()


def test_who_may_not(api):
    learner, support = UserFactory(), member("support")
    denied = [ask(api, by=by, user=learner) for by in (signed_in(UserFactory()), member("author"), member("editor"))]
    assert [each.status_code for each in denied] == [403, 403, 403]
    assert ask(api, by=support, user=learner, write=True).status_code == 403
    assert api.post(f"/api/v1/users/{learner.pk}/impersonate", WHY).status_code == 401
    assert ask(api, by=support, user=User(pk=uuid7())).status_code == 404
    given = ask(api, by=support, user=learner).json()
    again = api.post(f"/api/v1/users/{UserFactory().pk}/impersonate", WHY, **bearer(given["access"]))
    assert again.status_code == 403
    assert Session.objects.exclude(actor_id=None).count() == 1


def test_whom_not(api):
    admin, closed = member("admin"), UserFactory()
    accounts.deactivate_user(user_id=closed.pk)
    staff = [UserFactory(roles=[role]) for role in ("author", "editor", "support", "admin")]
    refused = [ask(api, by=admin, user=user) for user in (*staff, closed, admin.user)]
    assert [(each.status_code, each.json()["code"]) for each in refused] == [(409, "impersonation_refused")] * 6
    assert not Session.objects.exclude(actor_id=None).exists()


def test_a_session_of_support_that_is_over_opens_nothing(api):
    support = member("support")
    sessions.log_out(user_id=support.user.pk, session_id=support.session_id)
    assert ask(api, by=support, user=UserFactory()).status_code == 401


def test_an_admin_may_change_things_and_every_trace_has_both_ids(api, told):
    admin, learner = member("admin"), UserFactory()
    given = ask(api, by=admin, user=learner, write=True).json()
    assert given["is_read_only"] is False
    begun = trail.entries("users").latest("number")
    assert (begun.action, begun.reason) == ("users.support.begin", WHY["reason"])
    assert (begun.actor_id, begun.on_behalf_of_id) == (str(admin.user.pk), str(learner.pk))
    assert begun.changes["access"] == "may change"
    assert told.of(UserUpdated) == []
    assert api.post("/api/v1/auth/logout", **bearer(given["access"])).status_code == 204
    left = trail.entries("users").latest("number")
    assert (left.action, left.actor_id, left.on_behalf_of_id) == (
        "users.support.end",
        str(admin.user.pk),
        str(learner.pk),
    )
    assert told.of(SessionRevoked)[-1].reason == "support_ended"
    fact = Outbox.objects.using("default").filter(type=f"gopro.{SessionRevoked.name}").latest("pk")
    assert fact.meta["actorid"] == str(admin.user.pk)
    assert fact.meta["onbehalfofid"] == str(learner.pk)


def test_the_learner_is_told_and_ends_it_at_once(api, mailed_token, mailoutbox, django_capture_on_commit_callbacks):
    support, learner = member("support"), UserFactory()
    here = signed_in(learner)
    given = ask(api, by=support, user=learner).json()
    shown = api.get(SESSIONS, **bearer(here.access)).json()["items"]
    [visit] = [each for each in shown if each["id"] == given["session_id"]]
    assert (visit["kind"], visit["actor_id"], visit["is_read_only"]) == ("support", str(support.user.pk), True)
    log = api.get(f"{ME}/security-log", **bearer(here.access)).json()["items"]
    assert (log[0]["title"], log[0]["actor"], log[0]["reason"]) == (
        "Support opened the account",
        "support",
        WHY["reason"],
    )
    assert log[0]["client"] is None
    token = mailed_token(learner, Purpose.SUPPORT_ACCESS)
    assert mailoutbox[-1].subject == "Support opened your account"
    assert "nothing can be changed" in mailoutbox[-1].body
    with django_capture_on_commit_callbacks(execute=True):
        assert api.delete(f"{SESSIONS}/{given['session_id']}", **bearer(here.access)).status_code == 204
    assert api.get(ME, **bearer(given["access"])).status_code == 401
    assert disowning.disown_session(token=token, ip=None).reset_token == ""
    log = api.get(f"{ME}/security-log", **bearer(here.access)).json()["items"]
    assert (log[0]["title"], log[0]["actor"]) == ("Support left the account", "you")


def test_the_link_in_the_mail_ends_it_too(api, mailed_token, django_capture_on_commit_callbacks):
    learner = UserFactory()
    given = ask(api, by=member("support"), user=learner).json()
    token = mailed_token(learner, Purpose.SUPPORT_ACCESS)
    with django_capture_on_commit_callbacks(execute=True):
        assert api.post("/account/end-session", {"token": token}, format="multipart").status_code == 200
    assert api.get(ME, **bearer(given["access"])).status_code == 401


def test_nobody_writes_to_an_address_that_is_not_verified(api):
    learner = unverified()
    assert ask(api, by=member("support"), user=learner).status_code == 201
    assert not OneTimeToken.objects.filter(purpose=Purpose.SUPPORT_ACCESS).exists()


@pytest.mark.parametrize("end", ["log_out", "roles", "deactivate", "learner_deactivated"])
def test_it_ends_with_supports_own_session_and_with_the_account(api, end, django_capture_on_commit_callbacks):
    support, learner = member("support"), UserFactory()
    given = ask(api, by=support, user=learner).json()
    with django_capture_on_commit_callbacks(execute=True):
        if end == "log_out":
            sessions.log_out(user_id=support.user.pk, session_id=support.session_id)
        elif end == "roles":
            roles.set_roles(user_id=support.user.pk, roles=[])
        else:
            accounts.deactivate_user(user_id=learner.pk if end == "learner_deactivated" else support.user.pk)
    assert api.get(ME, **bearer(given["access"])).status_code == 401
    ended = Session.objects.get(pk=given["session_id"])
    assert ended.revoked_reason == ("deactivated" if end == "learner_deactivated" else "support_ended")


def test_support_writes_no_device_of_the_learners(api):
    learner = UserFactory()
    ask(api, by=member("support"), user=learner)
    assert learner.known_devices.count() == 0


PUBLIC = r"^/api/v1/users/[0-9a-f-]{36}(/avatar/[0-9a-f-]+)?$|jwks"
OPEN = {
    ("GET", "/api/v1/users/me"),
    ("GET", "/api/v1/auth/sessions"),
    ("GET", "/api/v1/users/me/security-log"),
    ("POST", "/api/v1/auth/logout"),
}


def guarded_operations() -> list[tuple[str, str]]:
    """Each operation of this room that asks who asks, by its path with ids filled in."""
    found = []
    for pattern in urlpatterns:
        view = getattr(pattern.callback, "view_class", None)
        if view is None or not view.authentication_classes or "api/" not in str(pattern.pattern):
            continue  # a page, or what looks at no token
        path = re.sub(r"<\w+:\w+>", "01890000-0000-7000-8000-000000000000", f"/{pattern.pattern}")
        methods = [name.upper() for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)]
        found += [(method, path) for method in methods]
    return found


def test_what_protects_the_account_is_closed_to_support_whatever_it_may_change(api):
    learner = UserFactory()
    given = ask(api, by=member("admin"), user=learner, write=True).json()
    before = User.objects.filter(pk=learner.pk).values().get()
    tried, opened = 0, set()
    for method, path in guarded_operations():
        answer = api.generic(method, path, "{}", content_type="application/json", **bearer(given["access"]))
        tried += 1
        if (method, path) == ("POST", "/api/v1/auth/logout"):
            opened.add((method, path))
            continue
        if (answer.status_code, answer.json().get("code")) != (403, "impersonation_forbidden"):
            opened.add((method, path))
    assert tried > 15
    public = {(method, path) for method, path in opened if method == "GET" and re.search(PUBLIC, path)}
    assert opened - public == OPEN
    assert User.objects.filter(pk=learner.pk).values().get() == before
