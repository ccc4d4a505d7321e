"""The API in a browser: pages for who asks for HTML, JSON for all others."""

import pytest
from rest_framework.test import APIClient

pytestmark = pytest.mark.django_db

BROWSER = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


def test_a_browser_sees_a_page_and_a_program_json(client: APIClient):
    client.post("/api/v1/notes", {"stream": "first <b>"}, format="json")
    page = client.get("/api/v1/notes", headers={"Accept": BROWSER})
    assert page.status_code == 200
    assert page["Content-Type"] == "text/html; charset=utf-8"
    assert "first &lt;b&gt;" in page.content.decode()
    assert "<b>" not in page.content.decode().partition("prettyprint")[2].partition("</pre>")[0].replace(
        "<b>GET</b>", ""
    )
    assert "Accept" in page["Vary"]
    for accept in ("*/*", "application/json", "application/json, */*"):
        assert client.get("/api/v1/notes", headers={"Accept": accept})["Content-Type"] == "application/json"


def test_refusals_stay_problems_for_browsers_too(client: APIClient):
    answer = client.get("/api/v1/notes?page=0", headers={"Accept": BROWSER})
    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")


def test_a_method_that_nobody_has_is_405_for_everybody(client: APIClient):
    answer = client.put("/api/v1/notes", {}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (405, "method_not_allowed")
    assert set(answer["Allow"].split(", ")) == {"GET", "POST", "HEAD", "OPTIONS"}
