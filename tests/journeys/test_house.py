"""The running house as a stranger finds it."""

import re

import pytest

from tests.journeys.conftest import House, Learner

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(600)]


def test_the_first_page_leads_everywhere(house: House):
    with house.client() as http:
        page = http.get("/")
        assert page.status_code == 200
        links = set(re.findall(r'href="(/[^"]*)"', page.text))
        assert {"/api/v1/docs", "/admin/", "/mail/", "/api/v1/courses"} <= links
        for link in links:
            answer = http.get(link, follow_redirects=True)
            assert answer.status_code == 200, link
        for asset in re.findall(r'(?:href|src)="(/static/[^"]+)"', page.text):
            assert http.get(asset).status_code == 200, asset


def test_the_seed_course_is_published_with_quizzes_and_two_languages(house: House):
    with house.client() as http:
        course = http.get("/api/v1/courses/go-first-steps")
        assert course.status_code == 200, course.text
        lessons = http.get("/api/v1/courses/go-first-steps/lessons?page_size=100").json()["items"]
        exercises = http.get("/api/v1/courses/go-first-steps/exercises?page_size=100").json()["items"]
    assert len(lessons) == 8
    assert {exercise["kind"] for exercise in exercises} == {"code", "quiz"}
    assert {exercise["language"] for exercise in exercises if exercise["kind"] == "code"} == {"go", "python"}


def test_every_refusal_is_a_problem(house: House):
    with house.client() as http:
        asked = [
            http.get("/api/v1/nowhere"),
            http.get("/nowhere"),
            http.delete("/api/v1/categories"),
            http.post("/api/v1/auth/login", content=b"{", headers={"Content-Type": "application/json"}),
            http.post("/api/v1/auth/login", content=b"a=b", headers={"Content-Type": "text/plain"}),
            http.post("/api/v1/auth/login", json={}),
            http.get("/api/v1/users/me"),
            http.get("/api/v1/courses?page=0"),
            http.get("/api/v1/courses?unknown=1"),
        ]
    assert [answer.status_code for answer in asked] == [404, 404, 405, 400, 415, 422, 401, 422, 422]
    for answer in asked:
        assert answer.headers["content-type"] == "application/problem+json"
        problem = answer.json()
        assert problem["status"] == answer.status_code
        assert problem["request_id"] == answer.headers["x-request-id"]
        assert {"type", "title", "detail", "instance", "code"} <= set(problem)


def test_health_and_identity(house: House):
    with house.client() as http:
        assert http.get("/health/live").status_code == 200
        assert http.get("/health/ready").status_code == 200
        assert http.get("/api/v1/health").status_code == 200
        keys = http.get("/.well-known/jwks.json").json()["keys"]
        assert all("d" not in key for key in keys)
        spoofed = {"X-User-Id": "00000000-0000-0000-0000-000000000001", "X-User-Roles": "admin"}
        assert http.get("/api/v1/users/me", headers=spoofed).status_code == 401
        schema = http.get("/api/v1/schema").json()
    assert schema["openapi"].startswith("3.1")
    assert {"/api/v1/auth/register", "/api/v1/courses", "/api/v1/exercises/{exercise_id}/submit"} <= set(
        schema["paths"]
    )


def test_a_seed_learner_passes_an_exercise_in_each_language(house: House):
    """With the account that `make run` prints."""
    found = re.search(r"Learner\s+(\S+@\S+)\s+(\S+)", house.accounts())
    assert found, house.accounts()
    learner = Learner(house, "seeded")
    learner.email, learner.password = found.groups()
    learner.log_in()
    assert learner.get("/api/v1/users/me")["email"] == learner.email
