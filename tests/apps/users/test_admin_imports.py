"""The staff's page of imports: a file, tried, then run."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from apps.users.models import User, UserImport
from apps.users.services.imports import run
from tests.apps.users.conftest import Browser, shown
from tests.apps.users.factories import UserFactory
from tests.apps.users.services.imports.files import file_of, people

pytestmark = pytest.mark.django_db
IMPORTS = "/admin/users/users/userimport/"


def upload(*rows: str, header: str | None = None) -> SimpleUploadedFile:
    form = {"header": header} if header else {}
    return SimpleUploadedFile("people.csv", file_of(*rows, **form).getvalue(), content_type="text/csv")


def act(client: Client, found: UserImport, *, action: str) -> str:
    answer = client.post(IMPORTS, {"action": action, "_selected_action": [str(found.pk)]}, follow=True)
    return answer.content.decode()


def test_a_file_is_tried_then_run(admin: Client):
    assert "checked" in shown(admin, f"{IMPORTS}add/").partition('name="is_dry_run"')[2][:200]
    answer = admin.post(f"{IMPORTS}add/", {"upload": upload(*people("ada")), "is_dry_run": "on"})
    tried = UserImport.objects.get()
    page = f"{IMPORTS}{tried.pk}/change/"
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert (tried.is_dry_run, tried.sends_invitations, admin.get(page)["Refresh"]) == (True, False, "3")
    run.run_import(import_id=tried.pk)
    assert "Refresh" not in admin.get(page)
    assert 'value="100"' in shown(admin, page)
    assert "people.csv" in shown(admin, IMPORTS)
    act(admin, tried, action="run")
    done = UserImport.objects.get(is_dry_run=False)
    run.run_import(import_id=done.pk)
    assert User.objects.filter(username="ada").exists()
    report: Any = admin.get(f"{IMPORTS}{done.pk}/report/")
    assert b"".join(report.streaming_content).decode().splitlines()[1:] == ["2,created,,,"]


def test_a_refusal_is_shown_in_the_form(admin: Client):
    answer = admin.post(f"{IMPORTS}add/", {"upload": upload("x", header="pasword"), "is_dry_run": "on"})
    assert (answer.status_code, UserImport.objects.count()) == (200, 0)
    assert "There is no column" in answer.content.decode()


def test_is_stopped_and_gone_on_with(admin: Client):
    admin.post(f"{IMPORTS}add/", {"upload": upload(*people("ada"))})
    found = UserImport.objects.get()
    assert "cancelled" in act(admin, found, action="cancel")
    assert "queued" in act(admin, found, action="resume")
    run.run_import(import_id=found.pk)
    assert "go on; send the file again" in act(admin, found, action="cancel")


def test_is_for_admins_alone(admin: Client, browser: Browser):
    admin.post(f"{IMPORTS}add/", {"upload": upload(*people("ada"))})
    found = UserImport.objects.get()
    support = browser(UserFactory(roles=["support"]))
    for path in (IMPORTS, f"{IMPORTS}add/", f"{IMPORTS}{found.pk}/change/", f"{IMPORTS}{found.pk}/report/"):
        assert support.get(path).status_code == 403
    assert support.post(f"{IMPORTS}add/", {"upload": upload(*people("grace"))}).status_code == 403
    assert support.post(IMPORTS, {"action": "cancel", "_selected_action": [str(found.pk)]}).status_code == 403
    assert UserImport.objects.get().state == "queued"
