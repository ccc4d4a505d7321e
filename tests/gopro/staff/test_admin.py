"""A room's pages: the policy on every thing, refusals in the form, the audit beside the change."""

from http import HTTPStatus

import pytest
from django.core.checks import Error
from django.db import connections
from django.test import Client
from django.test.utils import CaptureQueriesContext

from gopro.audit.models import AuditEntry
from gopro.identifiers import uuid7
from gopro.security import policy
from gopro.staff.paginator import BoundedPaginator
from tests.gopro.staff.conftest import Browser
from tests.gopro.staff.sample import Thing, site

LIST = "/admin/users/sample/thing/"


def page_of(thing: Thing, name: str = "change") -> str:
    return f"{LIST}{thing.pk}/{name}/"


def entries() -> list[AuditEntry]:
    return list(AuditEntry.objects.using("default").order_by("number"))


def save(client: Client, thing: Thing, title: str) -> int:
    return client.post(page_of(thing), {"title": title, "owner_id": str(thing.owner_id)}).status_code


def test_one_sees_all_or_ones_own(browser: Browser, thing: Thing) -> None:
    me = uuid7()
    mine = Thing.objects.create(title="mine", owner_id=me)
    seen = {
        role: {each.title for each in browser(role, user_id=me).get(LIST).context["cl"].result_list}
        for role in ("clerk", "chief")
    }
    assert seen == {"clerk": {"mine"}, "chief": {"mine", "one"}}
    clerk = browser("clerk", user_id=me)
    assert clerk.get(page_of(mine)).status_code == HTTPStatus.OK
    assert clerk.get(page_of(thing)).status_code == HTTPStatus.FOUND  # as if there were none
    assert save(clerk, thing, "stolen") == HTTPStatus.FOUND
    assert save(clerk, mine, "new") == HTTPStatus.FOUND
    assert sorted(Thing.objects.values_list("title", flat=True)) == ["new", "one"]


def test_what_is_not_granted_is_refused(browser: Browser) -> None:
    me = uuid7()
    mine = Thing.objects.create(title="mine", owner_id=me)
    clerk = browser("clerk", user_id=me)
    answers = [clerk.post(page_of(mine, "delete"), {"post": "yes"}), clerk.post(f"{LIST}add/", {"title": "x"})]
    answers.append(clerk.get("/admin/users/gopro_audit/auditentry/"))
    assert [answer.status_code for answer in answers] == [HTTPStatus.FORBIDDEN] * 3
    assert Thing.objects.count() == 1
    assert entries() == []


def test_changes_are_audited_in_the_rooms_own_database(browser: Browser) -> None:
    me, owner = uuid7(), uuid7()
    chief = browser("chief", user_id=me, name="Ada")
    assert chief.post(f"{LIST}add/", {"title": "one", "owner_id": str(owner)}).status_code == HTTPStatus.FOUND
    thing = Thing.objects.get()
    assert save(chief, thing, "two") == HTTPStatus.FOUND
    assert chief.post(page_of(thing, "delete"), {"post": "yes"}).status_code == HTTPStatus.FOUND
    assert Thing.objects.count() == 0
    assert [(each.action, each.changes) for each in entries()] == [
        ("admin.thing.add", {"owner_id": "withheld", "title": "withheld"}),
        ("admin.thing.change", {"title": "withheld"}),
        ("admin.thing.delete", {}),
    ]
    assert {(each.actor_id, each.object_type, each.object_id, each.client_network) for each in entries()} == {
        (str(me), "sample.thing", str(thing.pk), "127.0.0.0/24")
    }
    assert all(each.request_id and each.traceparent for each in entries())


@pytest.mark.parametrize(("title", "shown"), [("taken", "Choose another."), ("closed", "The shop is closed.")])
def test_a_refusal_is_shown_in_the_form_and_nothing_is_kept(
    browser: Browser, thing: Thing, title: str, shown: str
) -> None:
    answer = browser("chief").post(page_of(thing), {"title": title, "owner_id": str(thing.owner_id)})
    assert answer.status_code == HTTPStatus.OK
    page = answer.content.decode()
    assert shown in page
    assert f'value="{title}"' in page
    thing.refresh_from_db()
    assert thing.title == "one"
    assert entries() == []


def test_a_refused_deletion_is_told(browser: Browser) -> None:
    thing = Thing.objects.create(title="needed", owner_id=uuid7())
    answer = browser("chief").post(page_of(thing, "delete"), {"post": "yes"}, follow=True)
    assert "It is needed." in answer.content.decode()
    assert Thing.objects.count() == 1
    assert entries() == []


def test_the_history_says_who_did_what(browser: Browser, thing: Thing) -> None:
    grace = uuid7()
    save(browser("chief", user_id=grace), thing, "two")
    page = browser("chief").get(page_of(thing, "history")).content.decode()
    assert str(grace) in page
    assert "admin.thing.change" in page
    assert "title: withheld" in page
    assert browser("clerk").get(page_of(thing, "history")).status_code == HTTPStatus.FOUND


def test_the_audit_is_read_and_not_written(browser: Browser, thing: Thing) -> None:
    chief = browser("chief")
    save(chief, thing, "two")
    [entry] = entries()
    audit = "/admin/users/gopro_audit/auditentry/"
    assert "sample.thing" in chief.get(audit).content.decode()
    assert chief.get(f"{audit}{entry.pk}/change/").status_code == HTTPStatus.OK
    tried = [
        chief.post(f"{audit}{way}/", {"post": "yes"}) for way in (f"{entry.pk}/change", f"{entry.pk}/delete", "add")
    ]
    assert [answer.status_code for answer in tried] == [HTTPStatus.FORBIDDEN] * 3
    assert entries() == [entry]


def test_pages_ask_no_table_but_the_rooms_own(browser: Browser, thing: Thing) -> None:
    chief = browser("chief")
    with CaptureQueriesContext(connections["default"]) as asked:
        for page in (
            "/admin/",
            "/admin/users/",
            LIST,
            page_of(thing),
            page_of(thing, "history"),
            page_of(thing, "delete"),
        ):
            assert chief.get(page).status_code == HTTPStatus.OK, page
    tables = {query["sql"].partition(' FROM "')[2].partition('"')[0] for query in asked.captured_queries}
    assert tables <= {"", "sample_thing", "gopro_audit_auditentry"}


def test_no_action_deletes_behind_the_services(browser: Browser, thing: Thing) -> None:
    answer = browser("chief").post(
        LIST, {"action": "delete_selected", "_selected_action": str(thing.pk), "post": "yes"}
    )
    assert Thing.objects.count() == 1
    assert answer.status_code in {HTTPStatus.OK, HTTPStatus.FOUND}


def test_counting_stops(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(BoundedPaginator, "LONGEST", 3)
    Thing.objects.bulk_create(Thing(title=str(number), owner_id=uuid7()) for number in range(5))
    paginator = BoundedPaginator(Thing.objects.order_by("id"), 2)
    assert (paginator.count, paginator.num_pages) == (3, 2)
    assert BoundedPaginator([1, 2], 2).count == 2


def test_a_room_with_an_admin_says_who_may_enter(monkeypatch: pytest.MonkeyPatch) -> None:
    assert site().check(None) == []
    monkeypatch.delitem(policy.DECLARED, "users.audit:view")
    [error] = site().check(None)
    assert isinstance(error, Error)
    assert error.msg == "users has an admin, but declares no users.audit:view"
