"""A learner's whole way, over HTTP against the running house, on the imported Go track."""

import json
import re
import statistics
import tarfile
import time
from pathlib import Path
from typing import Any

import pytest

from tests.journeys.conftest import House, Learner

pytestmark = [pytest.mark.content, pytest.mark.xdist_group("journeys"), pytest.mark.timeout(1200)]

PREFIX = "exercism-go/exercises/practice"


def solution(archive: Path, slug: str) -> str:
    """The example solution, as nobody but its author and staff has it."""
    with tarfile.open(archive) as tar:
        found = tar.extractfile(f"{PREFIX}/{slug}/.meta/example.go")
        assert found is not None
        return found.read().decode()


def verification_token(mail: str) -> str:
    found = re.search(r"token=([A-Za-z0-9._~-]+)", mail)
    assert found, mail
    return found.group(1)


@pytest.fixture(scope="module")
def learner(house: House, go_track: Path) -> Learner:
    """Registered, verified by the link in the mail, signed in, enrolled in the Go track."""
    ada = Learner(house, "ada")
    answer = ada.register()
    assert answer.status_code == 201, answer.text
    ada.log_in()
    token = verification_token(ada.wait_for_mail("confirm"))
    assert ada.http.post("/api/v1/auth/verify-email", json={"token": token}).status_code in {200, 204}
    assert ada.http.post("/api/v1/auth/verify-email", json={"token": token}).status_code >= 400
    ada.log_in()
    return ada


def test_the_catalogue_is_found_by_searching(learner):
    found = learner.get("/api/v1/courses?q=golang statically")["items"] + learner.get("/api/v1/courses?q=Go")["items"]
    assert "go" in {course["slug"] for course in found}
    assert learner.get("/api/v1/courses?q=xyzzyqwert")["items"] == []
    page = learner.http.get("/api/v1/exercises/00000000-0000-0000-0000-000000000000")
    assert (page.status_code, page.headers["content-type"]) == (404, "application/problem+json")


def test_a_solution_passes_and_all_else_does_not(learner, go_track):
    learner.enroll("go")
    exercise = learner.find_exercise("go", "hamming")
    shown = json.dumps(exercise)
    assert "TestHamming" not in shown, "hidden tests are hidden"
    stub = exercise["files"]
    right = {name: solution(go_track, "hamming") for name in stub}
    passed, _ = learner.submit(exercise["id"], files=right)
    assert passed["status"] == "passed", passed
    assert {test["status"] for test in passed["tests"]} == {"passed"}
    failed, _ = learner.submit(exercise["id"], files=stub)
    assert failed["status"] == "failed", failed
    broken, _ = learner.submit(exercise["id"], files={name: text + "\nfunc {" for name, text in stub.items()})
    assert broken["status"] == "compile_error"
    looping = "package hamming\n\nfunc Distance(a, b string) (int, error) {\n\tfor {\n\t}\n}\n"
    endless, _ = learner.submit(exercise["id"], files=dict.fromkeys(stub, looping))
    assert endless["status"] == "timeout", endless
    cheat = looping.replace("hamming", 'hamming\n\nimport "os"\n\nfunc init() { os.Exit(0) }', 1)
    cheated, _ = learner.submit(exercise["id"], files=dict.fromkeys(stub, cheat))
    assert cheated["status"] == "error", cheated
    for submission in (failed, broken, endless, cheated):
        assert "hamming_test.go" not in json.dumps(submission["tests"]) or "return" not in submission["message"]


def test_a_warm_exercise_is_graded_within_two_seconds(learner, go_track):
    learner.enroll("go")
    exercise = learner.find_exercise("go", "raindrops")
    right = {name: solution(go_track, "raindrops") for name in exercise["files"]}
    seconds: list[float] = []
    while len(seconds) < 5 or (min(seconds) > 2.0 and len(seconds) < 15):  # the machine may be busy with others
        graded, took = learner.submit(exercise["id"], files=right)
        assert graded["status"] == "passed"
        seconds.append(took)
    print(f"graded in {min(seconds):.2f} s at best, {statistics.median(seconds):.2f} s median, {max(seconds):.2f} s")  # noqa: T201
    assert min(seconds) <= 2.0


def test_to_the_completed_course_with_badge_and_mail(learner, house):
    course = learner.enroll("go")
    lessons = []
    page = learner.get(f"/api/v1/courses/{course['id']}/lessons?page_size=100")
    lessons.extend(page["items"])
    percents = []
    for lesson in lessons:
        answer = learner.http.post(f"/api/v1/progress/me/lesson/{lesson['id']}", json={"completed": True})
        assert answer.status_code == 200, answer.text
        percents.append(answer.json()["course_percent"])
    assert percents == sorted(percents)
    assert percents[-1] == 100.0
    assert percents[-2] < 100.0
    shown = learner.get(f"/api/v1/progress/me/course/{course['id']}")
    assert (shown["enrollment"]["status"], shown["next_lesson"]) == ("completed", None)
    explained = learner.get(f"/api/v1/progress/me/course/{course['id']}/explain")
    assert all(lesson["counts"] for lesson in explained["lessons"])
    badges = learner.get("/api/v1/achievements/me")["items"]
    assert [badge["course_id"] for badge in badges if badge["achievement"] == "course-completed"] == [course["id"]]
    told = wait_for_notifications(learner, {"welcome", "course_completed", "achievement_unlocked"})
    assert [one["type"] for one in told].count("course_completed") == 1
    assert course["title"] in learner.wait_for_mail("complet")
    assert [subject for subject in learner.mails() if "confirm" in subject.lower()]


def wait_for_notifications(learner: Learner, types: set[str]) -> list[dict[str, Any]]:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        items: list[dict[str, Any]] = learner.get("/api/v1/notifications?page_size=100")["items"]
        if types <= {one["type"] for one in items}:
            return items
        time.sleep(0.2)
    raise AssertionError(f"only {[one['type'] for one in items]} arrived")


def test_a_second_import_changes_nothing(house, go_track, learner):
    before = learner.get("/api/v1/courses/go/versions")
    said = house.manage("import_course", "exercism", str(go_track))
    assert learner.get("/api/v1/courses/go/versions") == before
    assert "unchanged" in said
