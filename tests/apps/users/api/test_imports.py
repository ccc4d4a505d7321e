"""Imports by the API: asked for, followed, stopped, reported."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.test import APIClient

from apps.users.models import OneTimeToken, User, UserImport
from apps.users.services.imports import run
from gopro.identifiers import uuid7
from tests.apps.users.conftest import Caller
from tests.apps.users.factories import UserFactory
from tests.apps.users.services.imports.files import file_of, people

pytestmark = pytest.mark.django_db
IMPORT, IMPORTS = "/api/v1/users/import", "/api/v1/users/imports"


@pytest.fixture
def chief(api_of: Caller) -> APIClient:
    return api_of(UserFactory(username="chief", email="chief@example.org", roles=["admin"]))


def sent(client: APIClient, *rows: str, query: str = "", name: str = "people.csv") -> Any:
    upload = SimpleUploadedFile(name, file_of(*rows).getvalue(), content_type="text/csv")
    return client.post(f"{IMPORT}{query}", {"file": upload}, format="multipart")


def read(answer: Any) -> str:
    return b"".join(answer.streaming_content).decode()


def test_is_asked_for_followed_and_reported(chief: APIClient):
    answer = sent(chief, *people("ada"), "not an address,,,,,,")
    assert (answer.status_code, answer.json()["state"], answer.json()["rows_total"]) == (202, "queued", 2)
    url = answer.json()["url"]
    assert answer["Location"] == url
    run.run_import(import_id=UserImport.objects.get().pk)
    shown = chief.get(url).json()
    assert {name: shown[name] for name in ("state", "percent", "rows", "created", "refused", "failure")} == {
        "state": "done", "percent": 100, "rows": 2, "created": 1, "refused": 1, "failure": "",
    }  # fmt: skip
    report = chief.get(f"{shown['report_url']}?format=csv")
    rows = list(csv.DictReader(io.StringIO(read(report).removeprefix("\ufeff"))))
    assert (report["Content-Type"], rows[1]["line"], rows[1]["code"]) == ("text/csv; charset=utf-8", "3", "invalid")
    lines = json.loads(read(chief.get(shown["report_url"])))["lines"]
    assert [(line["line"], line["became"], line["columns"]) for line in lines] == [
        (2, "created", ""), (3, "refused", "email"),
    ]  # fmt: skip


def test_takes_the_file_itself_as_the_body(chief: APIClient):
    answer = chief.post(f"{IMPORT}?dry_run=1", file_of(*people("ada")).getvalue(), content_type="text/csv")
    assert (answer.status_code, answer.json()["is_dry_run"], answer.json()["file_name"]) == (202, True, "unnamed.csv")


def test_a_dry_run_is_run_by_another_call(chief: APIClient):
    tried = sent(chief, *people("ada"), query="?dry_run=1&send_invitations=0").json()
    assert chief.post(f"{tried['url']}/run").status_code == 409
    run.run_import(import_id=tried["id"])
    assert not User.objects.filter(username="ada").exists()
    asked = chief.post(f"{tried['url']}/run")
    assert (asked.status_code, asked.json()["is_dry_run"], asked.json()["sends_invitations"]) == (202, False, False)
    run.run_import(import_id=asked.json()["id"])
    assert User.objects.filter(username="ada").exists()
    assert OneTimeToken.objects.count() == 0
    assert [each["id"] for each in chief.get(IMPORTS).json()["items"]] == [asked.json()["id"], tried["id"]]


def test_is_cancelled_and_resumed(chief: APIClient):
    asked = sent(chief, *people("ada")).json()
    second = sent(chief, *people("grace"))
    assert (second.status_code, second.json()["code"]) == (409, "import_under_way")
    assert asked["id"] in second.json()["detail"]
    assert chief.post(f"{asked['url']}/cancel").json()["state"] == "cancelled"
    assert chief.post(f"{asked['url']}/cancel").json()["state"] == "cancelled"
    resumed = chief.post(f"{asked['url']}/resume")
    assert (resumed.status_code, resumed.json()["state"]) == (202, "queued")
    run.run_import(import_id=asked["id"])
    for verb in ("cancel", "resume"):
        over = chief.post(f"{asked['url']}/{verb}")
        assert (over.status_code, over.json()["code"]) == (409, "import_over")


def test_says_why_a_file_is_refused(chief: APIClient):
    answer = chief.post(IMPORT, b"email,pasword\na@b.org,x\n", content_type="text/csv")
    assert (answer.status_code, answer.json()["code"]) == (422, "file_refused")
    assert answer.json()["detail"].startswith("There is no column 'pasword'. Known are email, username,")
    assert UserImport.objects.count() == 0


@pytest.mark.parametrize(
    ("body", "options", "status"),
    [
        (b"{}", {"content_type": "application/json"}, 415),
        (b"", {"content_type": "text/csv"}, 422),
        (b"email\n", {"content_type": "text/csv"}, 422),
        ({}, {"format": "multipart"}, 422),
        ({"file": "no file"}, {"format": "multipart"}, 422),
        (b"email\na@b.org\n", {"content_type": "text/csv", "CONTENT_LENGTH": 65 * 1024 * 1024}, 413),
    ],
)
def test_odd_bodies_are_refused(chief: APIClient, body: Any, options: dict[str, Any], status: int):
    answer = chief.post(IMPORT, body, **options)
    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert UserImport.objects.count() == 0


def test_unknown_words_in_the_query_are_refused(chief: APIClient):
    for query in ("?dry_run=perhaps", "?dryrun=1"):
        assert sent(chief, *people("ada"), query=query).status_code == 422
    asked = sent(chief, *people("ada")).json()
    assert chief.get(f"{asked['report_url']}?format=xml").status_code == 422


@pytest.mark.parametrize("roles", [[], ["author"], ["editor"], ["support"]])
def test_is_for_admins_alone(chief: APIClient, api: APIClient, api_of: Caller, roles: list[str]):
    asked = sent(chief, *people("ada")).json()
    for client, status in ((api_of(UserFactory(roles=roles)), 403), (api, 401)):
        assert sent(client, *people("ada")).status_code == status
        for path in (IMPORTS, asked["url"], asked["report_url"]):
            assert client.get(path).status_code == status
        for verb in ("cancel", "resume", "run"):
            assert client.post(f"{asked['url']}/{verb}").status_code == status
    assert UserImport.objects.get().state == "queued"


def test_there_is_no_such_import(chief: APIClient):
    url = f"{IMPORTS}/{uuid7()}"
    assert [chief.get(path).status_code for path in (url, f"{url}/report")] == [404, 404]
    assert [chief.post(f"{url}/{verb}").status_code for verb in ("cancel", "resume", "run")] == [404] * 3
