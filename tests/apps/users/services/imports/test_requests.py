"""Who may ask for an import, one at a time, and how it is stopped and gone on with."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from apps.users.errors import ImportNotFound, ImportOver, ImportUnderWay
from apps.users.models import ImportLine, ImportState, User, UserImport
from apps.users.services import accounts, roles
from apps.users.services.imports import chunks, files, requests, run
from gopro.audit.models import AuditEntry
from gopro.errors import Forbidden
from gopro.identifiers import uuid7
from gopro.storage.store import store
from tests.apps.users.factories import UserFactory
from tests.apps.users.services.imports.files import asked, counts, file_of, imported, people, principal, report

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief(db: None) -> User:
    return UserFactory(username="chief", email="chief@example.org", roles=["admin"])


def stop_after_a_chunk(found: UserImport) -> None:
    requests.stop(import_id=found.pk)


@pytest.mark.parametrize("role", [[], ["author"], ["editor"], ["support"]])
def test_only_admins_may(role: list[str]):
    somebody = UserFactory(roles=role)
    with pytest.raises(Forbidden):
        asked(file_of(*people("ada")), by=somebody)
    found = imported(*people("ada"))
    for act in (requests.cancel_import, requests.resume_import, requests.request_run_of):
        with pytest.raises(Forbidden):
            act(import_id=found.pk, by=principal(somebody))


def test_the_second_is_refused_and_names_the_first(chief: User):
    first = asked(file_of(*people("ada")))
    for dry in (False, True):
        with pytest.raises(ImportUnderWay, match=str(first.pk)):
            asked(file_of(*people("grace")), by=chief, dry=dry)
    assert UserImport.objects.count() == 1
    run.go_on(import_id=first.pk)
    assert asked(file_of(*people("grace")), by=chief).state == "queued"


def test_a_job_runs_it_and_an_operator_runs_it_where_they_are(chief: User, monkeypatch: pytest.MonkeyPatch):
    asked_for: list[tuple[object, ...]] = []
    monkeypatch.setattr(requests, "enqueue", lambda *words: asked_for.append(words))
    tried = imported(*people("ada"), dry=True)
    assert asked_for == []
    found = requests.request_run_of(import_id=tried.pk, by=principal(chief))
    requests.cancel_import(import_id=found.pk, by=principal(chief))
    requests.resume_import(import_id=found.pk, by=principal(chief))
    assert asked_for == [("users.run_import", found.pk)] * 2


def test_a_refused_second_leaves_no_file(monkeypatch: pytest.MonkeyPatch):
    asked(file_of(*people("ada")))
    kept: list[str] = []
    keep = files.keep

    def kept_where(*args: Any, **named: Any) -> str:
        kept.append(keep(*args, **named))
        return kept[-1]

    monkeypatch.setattr(requests, "_refuse_second", lambda _: None)  # as if both had looked in the same instant
    monkeypatch.setattr(files, "keep", kept_where)
    with pytest.raises(Exception, match="user_import_once_at_a_time"):
        asked(file_of(*people("grace")))
    assert not store().find(name=kept[0])


def test_cancelled_it_stays_as_it_is_until_it_is_resumed(chief: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chunks, "CHUNK", 2)
    found = asked(file_of(*people("ada", "grace", "alan")), by=chief)
    stopped = run.go_on(import_id=found.pk, told=stop_after_a_chunk)
    assert (stopped.state, stopped.rows, User.objects.filter(username="alan").exists()) == ("cancelled", 2, False)
    assert run.go_on(import_id=found.pk).rows == 2
    other = UserFactory(username="other", roles=["admin"])
    resumed = requests.resume_import(import_id=found.pk, by=principal(other))
    assert (resumed.state, resumed.asked_by_id) == ("queued", other.pk)
    done = run.go_on(import_id=found.pk)
    assert (done.state, counts(done)) == ("done", (3, 0, 0, 0))
    actions = AuditEntry.objects.using("default").filter(object_id=str(found.pk)).order_by("number")
    assert [entry.action.rpartition(".")[2] for entry in actions] == ["start", "cancel", "resume", "complete"]


def test_what_is_done_is_over(chief: User):
    found = imported(*people("ada"))
    for act in (requests.cancel_import, requests.resume_import, requests.request_run_of):
        with pytest.raises(ImportOver):
            act(import_id=found.pk, by=principal(chief))
        with pytest.raises(ImportNotFound):
            act(import_id=uuid7(), by=principal(chief))


def test_a_dry_run_is_run_once(chief: User):
    tried = imported(*people("ada"), dry=True)
    requests.request_run_of(import_id=tried.pk, by=principal(chief))
    with pytest.raises(ImportOver):
        requests.request_run_of(import_id=tried.pk, by=principal(chief))


def test_the_importers_own_roles_and_closing_are_for_somebody_else(chief: User):
    found = imported("chief@example.org,,The Chief,,,author,no", by=chief)
    assert report(found) == [
        (2, "refused", "roles", "own_account"),
        (2, "refused", "is_active", "own_account"),
    ]
    chief.refresh_from_db()
    assert (chief.display_name, chief.roles, chief.is_active) == ("chief", ["admin"], True)
    assert counts(imported("chief@example.org,,The Chief,,,admin,yes", by=chief)) == (0, 1, 0, 0)


@pytest.mark.parametrize(
    ("lacking", "refused"),
    [
        ("users.role:grant", [(2, "roles"), (3, "roles")]),
        ("users.account:deactivate", [(2, "is_active"), (3, "is_active")]),
        ("users.account:change", [(3, "display_name")]),
    ],
)
def test_what_the_importer_may_not_is_refused(chief: User, lacking: str, refused: list[tuple[int, str]]):
    """As when a token has fewer scopes than its owner has roles."""
    UserFactory(username="grace", email="grace@example.org")
    found = asked(file_of("ada@example.org,,,,,author,no", "grace@example.org,,Grace H.,,,author,no"), by=chief)
    found.permissions.remove(lacking)
    found.save()
    done = run.go_on(import_id=found.pk)
    assert [(line, column) for line, _, column, code in report(done) if code == "forbidden"] == refused
    assert done.refused == len({line for line, _ in refused})


def test_who_may_no_longer_import_imports_no_more(chief: User, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chunks, "CHUNK", 1)
    found = asked(file_of(*people("ada", "grace")), by=chief)

    def lose_role(_: UserImport) -> None:
        roles.set_roles(user_id=chief.pk, roles=["author"])

    failed = run.go_on(import_id=found.pk, told=lose_role)
    assert (failed.state, failed.rows, failed.failure) == ("failed", 1, run.POWERLESS)
    roles.set_roles(user_id=chief.pk, roles=["admin"])
    requests.resume_import(import_id=found.pk, by=principal(chief))
    accounts.deactivate_user(user_id=chief.pk)
    assert run.go_on(import_id=found.pk).failure == run.POWERLESS
    assert not User.objects.filter(username="grace").exists()


def test_a_file_that_is_gone_is_said_so():
    found = asked(file_of(*people("ada")))
    store().delete(name=found.file)
    assert (run.go_on(import_id=found.pk).failure, User.objects.count()) == (run.GONE, 0)


def test_a_job_does_its_share_and_asks_for_the_next(monkeypatch: pytest.MonkeyPatch):
    asked_for: list[tuple[object, ...]] = []
    monkeypatch.setattr(run, "enqueue", lambda *words: asked_for.append(words))
    monkeypatch.setattr(run, "SHARE", timedelta(0))
    monkeypatch.setattr(chunks, "CHUNK", 1)
    found = asked(file_of(*people("ada", "grace")))
    for rows in (1, 2, 2):
        run.run_import(import_id=found.pk)
        found.refresh_from_db()
        assert found.rows == rows
    assert found.state == "done"
    assert asked_for == [("users.run_import", found.pk)] * 2


def test_what_fell_silent_is_gone_on_with(monkeypatch: pytest.MonkeyPatch):
    asked_for: list[tuple[object, ...]] = []
    monkeypatch.setattr(run, "enqueue", lambda *words: asked_for.append(words))
    found = asked(file_of(*people("ada")))
    run.run_lost_imports()
    assert asked_for == []
    UserImport.objects.update(updated_at=found.updated_at - 2 * run.SILENT)
    run.run_lost_imports()
    assert asked_for == [("users.run_import", found.pk)]


def test_two_workers_on_one_import_do_not_do_a_row_twice(monkeypatch: pytest.MonkeyPatch, told):
    """The second comes while the first is at work: it sees that the place has moved, and leaves."""
    monkeypatch.setattr(chunks, "CHUNK", 1)
    found = asked(file_of(*people("ada", "grace", "alan")))
    seconds: list[UserImport] = []

    def second(_: UserImport) -> None:
        if not seconds:
            seconds.append(found)
            seconds.append(run.go_on(import_id=found.pk))

    run.go_on(import_id=found.pk, told=second)
    found.refresh_from_db()
    assert (found.state, counts(found), seconds[1].state) == ("done", (3, 0, 0, 0), "done")
    assert [line for line, *_ in report(found)] == [2, 3, 4]
    assert sum(type(fact).__name__ == "UserCreated" for fact in told) == 3


def test_files_and_lines_go_in_time():
    old, tried, done = imported(*people("ada"), dry=True), imported(*people("ada"), dry=True), imported(*people("ada"))
    files.remove_old()
    old.refresh_from_db()
    assert store().find(name=old.file)
    UserImport.objects.filter(pk=old.pk).update(created_at=old.created_at - files.KEPT - timedelta(hours=1))
    files.remove_old()
    tried.refresh_from_db()
    found = (bool(store().find(name=old.file)), UserImport.objects.get(pk=old.pk).file)
    assert (*found, bool(store().find(name=tried.file))) == (False, "", True)
    assert ImportLine.objects.filter(user_import=old).count() == 1
    UserImport.objects.filter(pk=old.pk).update(created_at=old.created_at - files.LINES_KEPT - timedelta(hours=1))
    files.remove_old()
    assert set(ImportLine.objects.values_list("user_import", flat=True)) == {tried.pk, done.pk}


def test_a_file_whose_import_was_never_written_down_goes_too():
    name = files.keep(file_of(*people("ada")), import_id=uuid7())
    files.remove_old()
    assert store().find(name=name)
    with time_machine.travel(timezone.now() + files.KEPT + timedelta(hours=1), tick=False):
        files.remove_old()
    assert not store().find(name=name)


def test_who_asked_is_forgotten_with_their_account(chief: User):
    found = asked(file_of(*people("ada")), by=chief)
    User.objects.filter(pk=chief.pk).delete()
    failed = run.go_on(import_id=found.pk)
    assert (failed.asked_by_id, failed.state, failed.rows) == (None, ImportState.FAILED, 0)
