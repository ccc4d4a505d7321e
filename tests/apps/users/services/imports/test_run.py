"""What an import makes of rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from apps.users.contracts import (
    RoleGranted,
    RoleRevoked,
    SessionRevoked,
    UserCreated,
    UserDeactivated,
    UserReactivated,
    UserUpdated,
)
from apps.users.models import OneTimeToken, Purpose, Session, User
from apps.users.services.erasure import requests as erasure
from apps.users.services.imports import run
from gopro.audit.models import AuditEntry
from gopro.events.models import Outbox
from gopro.testing.sagas import settle
from tests.apps.users.factories import UserFactory, signed_in
from tests.apps.users.services.imports.files import asked, counts, file_of, imported, people, report

pytestmark = pytest.mark.django_db


def facts(told, *, since=0):
    return [fact for fact in list(told)[since:] if not type(fact).__name__.startswith("Audit")]


def test_makes_accounts(told):
    found = imported("Ada@Example.org,ada,Ada Lovelace,uk,Europe/Kyiv,author|editor,yes", "grace@example.org,,,,,,")
    assert (found.state, found.rows, found.percent) == ("done", 2, 100)
    assert counts(found) == (2, 0, 0, 0)
    ada = User.objects.get(email="ada@example.org")
    assert (ada.username, ada.display_name, ada.locale, ada.time_zone) == ("ada", "Ada Lovelace", "uk", "Europe/Kyiv")
    assert (ada.roles, ada.is_active, ada.email_verified, ada.has_usable_password()) == (
        ["author", "editor"], True, False, False,
    )  # fmt: skip
    grace = User.objects.get(email="grace@example.org")
    assert grace.username.startswith("user-")
    assert (grace.display_name, grace.locale, grace.time_zone, grace.roles) == (grace.username, "en", "UTC", [])
    assert facts(told) == [
        UserCreated(
            user_id=ada.pk, username="ada", display_name="Ada Lovelace", email="ada@example.org",
            locale="uk", time_zone="Europe/Kyiv",
        ),
        RoleGranted(user_id=ada.pk, role="author"),
        RoleGranted(user_id=ada.pk, role="editor"),
        UserCreated(
            user_id=grace.pk, username=grace.username, display_name=grace.username, email="grace@example.org",
            locale="en", time_zone="UTC",
        ),
    ]  # fmt: skip
    assert report(found) == [(2, "created", "", ""), (3, "created", "", "")]


def test_changes_what_the_row_says_and_leaves_the_rest(told):
    ada = UserFactory(username="ada", email="ada@example.org", display_name="Ada")
    known, created_at = len(told), ada.created_at
    found = imported("ADA@example.org,,Ada Lovelace,,,,")
    assert counts(found) == (0, 1, 0, 0)
    ada.refresh_from_db()
    assert (ada.username, ada.display_name, ada.locale) == ("ada", "Ada Lovelace", "en")
    assert (ada.created_at, ada.email_verified) == (created_at, True)
    assert ada.check_password("correct horse battery staple")
    assert facts(told, since=known) == [
        UserUpdated(user_id=ada.pk, username="ada", display_name="Ada Lovelace", locale="en", time_zone="UTC")
    ]
    assert report(found) == [(2, "updated", "display_name", "")]


def test_a_row_that_changes_nothing_does_nothing(told):
    ada = UserFactory(username="ada", email="ada@example.org", display_name="Ada", roles=["author"])
    known, before = len(told), ada.updated_at
    found = imported("ada@example.org,ada,Ada,en,UTC,author,1")
    assert counts(found) == (0, 0, 1, 0)
    ada.refresh_from_db()
    assert (ada.updated_at, facts(told, since=known), report(found)) == (before, [], [])


def test_the_same_file_again_changes_nothing(told):
    rows = people("ada", "grace", "alan")
    assert counts(imported(*rows)) == (3, 0, 0, 0)
    known = len(facts(told))
    assert counts(imported(*rows)) == (0, 0, 3, 0)
    assert len(facts(told)) == known


def test_one_refused_row_stops_no_other():
    UserFactory(username="taken")
    found = imported(
        "not an address,ada,,,,,",
        "grace@example.org,taken,,,,,",
        "alan@example.org,alan,,xx,Mars/Base,wizard,perhaps",
        ",nobody,,,,,",
        "barbara@example.org,barbara,,,,,",
        "admin@example.org,Admin,,,,,",
    )
    assert counts(found) == (1, 0, 0, 5)
    assert report(found) == [
        (2, "refused", "email", "invalid"),
        (3, "refused", "username", "username_taken"),
        (4, "refused", "locale", "unknown"),
        (4, "refused", "time_zone", "unknown"),
        (4, "refused", "roles", "unknown"),
        (4, "refused", "is_active", "unknown"),
        (5, "refused", "email", "required"),
        (6, "created", "", ""),
        (7, "refused", "username", "username_taken"),
    ]
    assert not User.objects.filter(email__in=["grace@example.org", "alan@example.org", "admin@example.org"]).exists()


def test_the_second_row_of_an_address_is_refused():
    found = imported("ada@example.org,ada,,,,,", "grace@example.org,grace,,,,,", "ADA@example.org,other,,,,,")
    assert counts(found) == (2, 0, 0, 1)
    assert report(found)[-1] == (4, "refused", "email", "doubled")
    assert User.objects.get(email="ada@example.org").username == "ada"


def test_doubles_are_found_across_chunks(monkeypatch):
    monkeypatch.setattr("apps.users.services.imports.chunks.CHUNK", 2)
    found = imported(*people("ada", "grace", "alan", "barbara", "ada"))
    assert (counts(found), report(found)[-1]) == ((4, 0, 0, 1), (6, "refused", "email", "doubled"))


def test_a_name_taken_by_an_earlier_row_is_taken():
    found = imported("ada@example.org,ada,,,,,", "grace@example.org,ADA,,,,,")
    assert counts(found) == (1, 0, 0, 1)


def test_a_name_given_up_by_an_earlier_row_is_free():
    UserFactory(username="ada", email="ada@example.org")
    UserFactory(username="grace", email="grace@example.org")
    found = imported("ada@example.org,lovelace,,,,,", "grace@example.org,Ada,,,,,", "new@example.org,grace,,,,,")
    assert counts(found) == (1, 2, 0, 0)
    assert dict(User.objects.values_list("email", "username")) == {
        "ada@example.org": "lovelace", "grace@example.org": "Ada", "new@example.org": "grace",
    }  # fmt: skip


def test_a_name_may_change_its_case():
    UserFactory(username="ada", email="ada@example.org")
    assert counts(imported("ada@example.org,Ada,,,,,")) == (0, 1, 0, 0)
    assert User.objects.get().username == "Ada"


def test_roles_and_closing_are_told_audited_and_end_sessions(told):
    ada = UserFactory(username="ada", email="ada@example.org", roles=["author"])
    grace = UserFactory(username="grace", email="grace@example.org")
    first, second = signed_in(ada), signed_in(grace)
    known = len(told)
    found = imported("ada@example.org,,,,,support,", "grace@example.org,,,,,,no")
    assert counts(found) == (0, 2, 0, 0)
    assert facts(told, since=known) == [
        RoleGranted(user_id=ada.pk, role="support"),
        RoleRevoked(user_id=ada.pk, role="author"),
        UserDeactivated(user_id=grace.pk),
        SessionRevoked(user_id=grace.pk, session_id=second.session_id, reason="deactivated"),
        SessionRevoked(user_id=ada.pk, session_id=first.session_id, reason="roles_changed"),
    ]
    assert Session.objects.filter(revoked_at=None).count() == 0
    done = AuditEntry.objects.using("default").filter(object_type="users.user").order_by("number")
    told_of = [(entry.action, entry.object_id, entry.changes) for entry in done][-2:]
    assert told_of == [
        ("users.user.set_roles", str(ada.pk), {"support": "granted", "author": "revoked"}),
        ("users.user.deactivate", str(grace.pk), {}),
    ]
    known = len(told)
    imported("ada@example.org,,,,,learner,", "grace@example.org,,,,,,yes")
    assert facts(told, since=known) == [
        RoleRevoked(user_id=ada.pk, role="support"), UserReactivated(user_id=grace.pk),
    ]  # fmt: skip


def test_is_audited_once_at_its_beginning_and_once_at_its_end():
    found = imported(*people("ada", "grace"))
    done = AuditEntry.objects.using("default").filter(object_id=str(found.pk)).order_by("number")
    assert [entry.action for entry in done] == ["users.import.start", "users.import.complete"]
    assert (done[1].changes["created"], done[1].changes["refused"]) == ("2", "0")


def test_facts_say_who_asked_and_by_which_import():
    chief = UserFactory(username="chief", roles=["admin"])
    found = imported(*people("ada"), by=chief)
    made = Outbox.objects.using("default").filter(type="gopro.users.user.user_created.v1").latest("id")
    assert (made.meta["actorid"], made.meta["correlationid"]) == (str(chief.pk), str(found.pk))


def test_new_people_are_invited_unless_they_are_not_to_be():
    imported(*people("ada"), "closed@example.org,,,,,,no")
    [invitation] = OneTimeToken.objects.all()
    assert (invitation.user.email, invitation.purpose) == ("ada@example.org", Purpose.INVITATION)
    imported(*people("grace"), mails=False)
    assert OneTimeToken.objects.count() == 1


def test_columns_come_in_any_order_and_few():
    found = imported("Ada;ada@example.org", header="Display Name;EMAIL")
    assert counts(found) == (1, 0, 0, 0)
    assert User.objects.get().display_name == "Ada"


def test_an_account_that_is_being_erased_is_left_alone():
    ada = UserFactory(username="ada", email="ada@example.org")
    erasure.request_erasure_of(user_id=ada.pk, by=None, reason="asked by letter")
    settle()
    found = imported("ada@example.org,,Other,,,,yes")
    assert report(found) == [(2, "refused", "email", "erasure_under_way")]


def test_an_address_that_its_former_owner_can_take_back_is_not_given_away():
    ada = UserFactory(username="ada", email="now@example.org")
    OneTimeToken.objects.create(
        user=ada, purpose=Purpose.RESTORE_EMAIL, email="once@example.org", expires_at=timezone.now() + timedelta(days=1)
    )
    found = imported("once@example.org,,,,,,", "now@example.org,,Ada L.,,,,")
    assert report(found) == [(2, "refused", "email", "email_taken"), (3, "updated", "display_name", "")]


def test_goes_on_where_it_stands_and_does_nothing_twice(told):
    found = asked(file_of(*people("ada", "grace")))
    for _ in range(2):
        done = run.go_on(import_id=found.pk)
    assert (done.state, counts(done), done.file) == ("done", (2, 0, 0, 0), "")
    assert len([fact for fact in told if isinstance(fact, UserCreated)]) == 2
