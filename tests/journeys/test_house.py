"""The running house as a stranger finds it."""

import json
import re

import pytest
import yaml

from tests.journeys.conftest import ROOT, House, Learner

pytestmark = [pytest.mark.xdist_group("journeys"), pytest.mark.timeout(600)]

COURSE = "go-first-steps"
SEED = ROOT / "apps" / "courses" / "content" / COURSE


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


@pytest.fixture(scope="module")
def learner(house: House) -> Learner:
    """With the account that `make run` prints."""
    found = re.search(r"Learner\s+(\S+@\S+)\s+(\S+)", house.accounts())
    assert found, house.accounts()
    seeded = Learner(house, "seeded")
    seeded.email, seeded.password = found.groups()
    seeded.log_in()
    seeded.enroll(COURSE)
    return seeded


@pytest.mark.parametrize("slug", ["greeting", "word-tally-python"])
def test_the_seed_learner_passes_an_exercise_in_each_language(learner: Learner, slug: str):
    exercise = learner.find_exercise(COURSE, slug)
    (solution,) = SEED.glob(f"lessons/*/exercises/{slug}/solution/*")
    passed, _ = learner.submit(exercise["id"], files={solution.name: solution.read_text()})
    assert passed["status"] == "passed", passed
    failed, _ = learner.submit(exercise["id"], files=exercise["files"])
    assert failed["status"] == "failed", failed
    assert solution.read_text() not in json.dumps(failed)


def test_the_seed_learner_answers_a_quiz(learner: Learner):
    quiz = learner.find_exercise(COURSE, "hello-go-quiz")
    assert "answer" not in json.dumps(quiz["questions"])
    (source,) = SEED.glob("lessons/01-*/quiz.yaml")
    right = {one["key"]: one["answer"] for one in yaml.safe_load(source.read_text())["questions"]}
    right = {
        key: answer[0] if isinstance(answer, list) and isinstance(answer[0], str) else answer
        for key, answer in right.items()
    }
    passed, _ = learner.submit(quiz["id"], answers=right)
    assert passed["status"] == "passed", passed
    first = next(iter(right))
    no_choice = right | {first: "no answer of anybody"}
    refused = learner.http.post(f"/api/v1/exercises/{quiz['id']}/submit", json={"answers": no_choice})
    assert (refused.status_code, [each["pointer"] for each in refused.json()["errors"]]) == (422, [f"/answers/{first}"])
    failed, _ = learner.submit(quiz["id"], answers=right | {first: right[first] + 1})
    assert failed["status"] == "failed"
    assert [test["name"] for test in failed["tests"] if test["status"] != "passed"] == [first]
