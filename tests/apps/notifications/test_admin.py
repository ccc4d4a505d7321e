"""Staff pages: who enters, what they show and hide, and sending again."""

import pytest
from django.test import Client

from apps.notifications.models import Delivery, Status
from apps.notifications.services import delivery
from gopro.audit.models import AuditEntry
from gopro.identifiers import uuid7
from gopro.staff.cookies import NAME
from gopro.testing.tokens import staff_token
from tests.apps.notifications import factories

BASE = "/admin/notifications/notifications"
PAGES = ("notification", "delivery", "recipient", "preference")


def browser(*roles: str) -> Client:
    client = Client()
    client.cookies[NAME] = staff_token(user_id=uuid7(), roles=roles)
    return client


@pytest.fixture
def failed(db, mail_server) -> Delivery:
    mail_server.answer = "550 no such mailbox"
    found = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    delivery.deliver(delivery_id=found.id)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_pages_open_for_support_and_for_nobody_else(failed: Delivery, page: str):
    assert browser("support").get(f"{BASE}/{page}/").status_code == 200
    assert browser("editor").get(f"{BASE}/{page}/").status_code == 403
    assert Client().get(f"{BASE}/{page}/").status_code == 302


def test_addresses_are_masked(failed: Delivery):
    client = browser("support")
    user_id = failed.notification.user_id
    for path in (f"{BASE}/recipient/?q={user_id}", f"{BASE}/recipient/{user_id}/change/"):
        page = client.get(path).content.decode()
        assert "a…@example.org" in page
        assert factories.EMAIL not in page


def test_a_delivery_shows_every_try(failed: Delivery):
    page = browser("support").get(f"{BASE}/delivery/{failed.id}/change/").content.decode()
    assert "no such mailbox" in page
    assert "_save" not in page


def test_what_failed_is_sent_again_and_the_audit_remembers(failed: Delivery):
    sent = factories.mail_of(factories.make_notification(user_id=factories.make_recipient()))
    chosen = {"action": "send_again", "_selected_action": [str(failed.id), str(sent.id)]}
    answer = browser("support").post(f"{BASE}/delivery/", chosen, follow=True)
    page = answer.content.decode()
    assert "Only a failed delivery can be sent again" in page
    failed.refresh_from_db()
    assert (failed.status, failed.tries) == (Status.QUEUED, 0)
    [entry] = AuditEntry.objects.using("notifications")
    assert (entry.action, entry.object_id) == ("notifications.delivery.retry", str(failed.id))


def test_lists_cost_few_queries(failed: Delivery, django_assert_max_num_queries):
    for _ in range(10):
        factories.make_notification(user_id=factories.make_recipient())
    client = browser("support")
    for page in PAGES:
        with django_assert_max_num_queries(5, using="notifications"):
            client.get(f"{BASE}/{page}/")
