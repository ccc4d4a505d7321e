"""What the staff's page of an account shows of the person, and where it leads."""

from io import BytesIO

import pytest
from django.utils.html import escape

from apps.users.models import User
from apps.users.services import avatars
from apps.users.services.profiles import ProfileChanges, update_profile
from gopro.audit.models import AuditEntry
from tests.apps.users.conftest import shown
from tests.apps.users.factories import UserFactory, signed_in
from tests.gopro.images.files import GOOD_PNG

USERS = "/admin/users/users/user/"


@pytest.fixture
def ada(db):
    user = UserFactory(username="ada")
    avatars.set_avatar(user_id=user.pk, file=BytesIO(GOOD_PNG))
    changes = ProfileChanges(pronouns="she/her", location="London", links=["https://example.org/ada"])
    return update_profile(user_id=user.pk, changes=changes)


def test_shows_the_picture_and_the_profile(admin, client, ada):
    page = shown(admin, f"{USERS}{ada.pk}/change/")
    for word in ("she/her", "London", "https://example.org/ada"):
        assert word in page
    path = f"/api/v1/users/{ada.pk}/avatar/256?v={avatars.version_of(ada)}"
    assert f'src="{escape(path)}"' in page
    assert client.get(path).status_code == 200
    assert f"/api/v1/users/{ada.pk}/avatar/64?v=" in shown(admin, USERS)


def test_leads_to_sessions_audit_and_facts_of_the_person(admin, ada):
    signed_in(ada)
    page = shown(admin, f"{USERS}{ada.pk}/change/")
    audit, facts = f"/admin/users/gopro_audit/auditentry/?q={ada.pk}", f"/admin/users/gopro_events/outbox/?q={ada.pk}"
    assert [f'href="{path}"' in page for path in (audit, facts)] == [True, True]
    assert "users.user.log_in" in shown(admin, audit)
    assert "user_created" in shown(admin, facts)


def test_search_takes_no_wildcards(admin, ada):
    UserFactory(username="grace")
    for query in ("ada", "ADA@", "Ada", str(ada.pk)):
        page = shown(admin, f"{USERS}?q={query}")
        assert ("ada@example.org" in page, "grace@example.org" in page) == (True, False)
    assert "ada@example.org" not in shown(admin, f"{USERS}?q=%25da")


def test_takes_pictures_away_with_a_reason(admin, browser, ada):
    chosen = {"action": "remove_pictures", "_selected_action": [str(ada.pk)]}
    browser(UserFactory(roles=["support"])).post(USERS, chosen | {"reason": "rude"})
    admin.post(USERS, chosen)
    assert User.objects.get(pk=ada.pk).avatar_id == ada.avatar_id
    admin.post(USERS, chosen | {"reason": "rude"})
    assert User.objects.get(pk=ada.pk).avatar_id is None
    done = AuditEntry.objects.using("default").get(object_id=str(ada.pk), action="users.user.remove_avatar")
    assert done.reason == "rude"


def test_closing_keeps_the_reason(admin, ada):
    admin.post(USERS, {"action": "deactivate", "_selected_action": [str(ada.pk)], "reason": "spam"})
    done = AuditEntry.objects.using("default").get(object_id=str(ada.pk), action="users.user.deactivate")
    assert done.reason == "spam"
