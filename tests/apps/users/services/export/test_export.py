"""An account's export: each room's part, one archive, for its owner, for a week."""

import io
import json
from datetime import timedelta
from uuid import UUID
from zipfile import ZipFile

import pytest
from django.db.models import F
from rest_framework.test import APIClient

from apps.courses.services import personal_exports as courses_export
from apps.notifications.models import Notification
from apps.notifications.services import personal_exports as notifications_export
from apps.progress.services import personal_exports as progress_export
from apps.users.contracts import ExportReady, ExportRequested
from apps.users.models import Export
from apps.users.services.export import files, requests
from gopro import exports
from gopro.identifiers import uuid7
from gopro.sagas import engine, rows
from gopro.storage.store import store
from gopro.testing.facts import Told
from gopro.testing.sagas import pass_time, settle
from gopro.testing.tokens import access_token
from tests.apps.users.erasures import EMAIL, NAME, Person
from tests.apps.users.factories import UserFactory

pytestmark = pytest.mark.django_db
PATH = "/api/v1/users/me/export"
ROOMS = {"courses": courses_export, "progress": progress_export, "notifications": notifications_export}


@pytest.fixture
def person(db: None) -> Person:
    return Person()


def client_of(user_id: UUID) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user_id=user_id)}")
    return client


def write_parts(export: Export, *, rooms: tuple[str, ...] = tuple(ROOMS)) -> None:
    """The rooms' jobs."""
    settle()
    for room in rooms:
        ROOMS[room].write_part(export_id=export.pk, user_id=export.user_id)
    settle()


def made(person: Person) -> Export:
    export = requests.request_export(user_id=person.user.pk)
    write_parts(export)
    files.assemble(export_id=export.pk)
    settle()
    export.refresh_from_db()
    return export


def test_the_archive_has_what_each_room_keeps(person: Person, told: Told) -> None:
    export = made(person)
    answer = client_of(person.user.pk).get(f"{PATH}/archive")
    content = answer.getvalue()
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "application/zip", "no-store")
    assert len(content) == export.size
    archive = ZipFile(io.BytesIO(content))
    counts = {room: part["counts"] for room, part in json.loads(archive.read("manifest.json")).items()}
    assert counts["users"]["account"] == 1
    assert counts["courses"]["courses"] == 1
    assert counts["progress"] == {
        "enrollments": 1,
        "lesson_completions": 3,
        "adjustments": 0,
        "draws": 0,
        "submissions": 0,
        "exercise_passes": 0,
        "awards": 1,
        "certificates": 1,
    }
    assert counts["notifications"]["recipient"] == 1
    account = json.loads(archive.read("users/account.jsonl"))
    assert (account["email"], account["display_name"]) == (EMAIL, NAME)
    assert "password" not in account
    assert json.loads(archive.read("courses/courses.jsonl"))["draft_version__title"] == "Engines"
    [ready] = told.of(ExportReady)
    assert (ready.export_id, ready.user_id, ready.expires_at) == (export.pk, person.user.pk, export.expires_at)
    assert Notification.objects.filter(user_id=person.user.pk, type="export_ready").count() == 1


def test_it_is_nobody_elses(person: Person) -> None:
    made(person)
    other = client_of(UserFactory().pk)
    assert other.get(PATH).status_code == 404
    assert other.get(f"{PATH}/archive").status_code == 404
    assert APIClient().get(f"{PATH}/archive").status_code == 401


def test_over_http_it_is_asked_for_once_while_it_goes_on(person: Person, told: Told) -> None:
    client = client_of(person.user.pk)
    first, second = client.post(PATH), client.post(PATH)
    assert (first.status_code, second.status_code, first["Location"]) == (202, 202, PATH)
    assert first.json() == second.json()
    assert first.json()["state"] == "pending"
    assert client.get(f"{PATH}/archive").status_code == 404
    settle()
    assert len(told.of(ExportRequested)) == 1


def test_it_waits_for_every_room_and_asks_again(person: Person, told: Told) -> None:
    export = requests.request_export(user_id=person.user.pk)
    write_parts(export, rooms=("courses", "progress"))
    assert rows.found(room="users", saga_id=export.pk).step == "write_parts"
    pass_time(timedelta(minutes=11), room="users", saga_id=export.pk)
    settle()
    assert len(told.of(ExportRequested)) == 2
    write_parts(export, rooms=("notifications", "progress"))
    assert rows.found(room="users", saga_id=export.pk).step == "assemble"
    assert told.of(ExportReady) == []


def test_a_week_later_it_is_gone(person: Person) -> None:
    export = made(person)
    files.remove_expired()
    assert store().find(name=exports.archive_name(export.pk)) is not None
    Export.objects.update(expires_at=F("expires_at") - timedelta(days=7))
    assert client_of(person.user.pk).get(f"{PATH}/archive").status_code == 404
    files.remove_expired()
    assert store().find(name=exports.archive_name(export.pk)) is None
    assert client_of(person.user.pk).get(PATH).json()["state"] == "gone"


def test_an_export_that_is_cancelled_leaves_no_file(person: Person) -> None:
    export = requests.request_export(user_id=person.user.pk)
    write_parts(export, rooms=("courses",))
    engine.cancel(room="users", saga_id=export.pk)
    settle()
    files.remove(export_id=export.pk)
    assert rows.found(room="users", saga_id=export.pk).state == "compensated"
    assert store().find(name=f"exports/{export.pk}/courses.zip") is None
    assert client_of(person.user.pk).get(PATH).json()["state"] == "gone"


def test_assembling_twice_is_harmless(person: Person, told: Told) -> None:
    export = made(person)
    files.assemble(export_id=export.pk)
    settle()
    assert len(told.of(ExportReady)) == 1
    assert store().find(name=exports.archive_name(export.pk)) is not None


def test_erasing_removes_every_archive(person: Person) -> None:
    export = made(person)
    files.remove_all(user_id=uuid7())
    assert store().find(name=exports.archive_name(export.pk)) is not None
    files.remove_all(user_id=person.user.pk)
    assert store().find(name=exports.archive_name(export.pk)) is None
