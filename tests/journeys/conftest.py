"""The whole of GO-PRO, started as its user starts it, on a folder and a port of its own."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx2
import pytest

from gopro.embedded.ports import free_port
from tests.places import sandbox_folder

ROOT = Path(__file__).resolve().parents[2]
CONTENT = ROOT.parent / "shared" / "content"
START_SECONDS = 300
SERVERS = ("DATABASE_URL", "REDIS_URL", "TEST_DATABASE_URL", "TEST_REDIS_URL", "DJANGO_SETTINGS_MODULE")


@dataclass(frozen=True, kw_only=True)
class House:
    """Where it answers, and where it keeps its things."""

    url: str
    var: Path
    environment: dict[str, str]

    def client(self) -> httpx2.Client:
        return httpx2.Client(base_url=self.url, timeout=30)

    def manage(self, *words: str, timeout: float = 900) -> str:
        """A command in another terminal; answers what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout + done.stderr

    def accounts(self) -> str:
        return (self.var / "accounts.txt").read_text()


@pytest.fixture(scope="session")
def house() -> Iterator[House]:
    """The one that `JOURNEY_VAR` names and `GOPRO_PUBLIC_URL` leads to, else a new one."""
    environment = {name: value for name, value in os.environ.items() if name not in SERVERS}
    if running := environment.get("JOURNEY_VAR"):
        environment["GOPRO_VAR"] = running
        yield House(url=environment["GOPRO_PUBLIC_URL"], var=Path(running), environment=environment)
    else:
        with _started(environment) as house:
            yield house


@contextmanager
def _started(environment: dict[str, str]) -> Iterator[House]:
    """From nothing: servers, tables, seed; then stopped as Ctrl-C does."""
    var = Path(tempfile.mkdtemp(prefix="gopro-journey-"))
    var.chmod(0o755)
    (var / "sandbox").symlink_to(sandbox_folder())
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment |= {"GOPRO_VAR": str(var), "GOPRO_GATEWAY_PORT": str(port), "GOPRO_PUBLIC_URL": url}
    process = subprocess.Popen(
        [sys.executable, "-m", "config.embedded"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    log = _Log(process)
    try:
        log.wait_for("GO-PRO is up")
        yield House(url=url, var=var, environment=environment)
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=60) == 0
        shutil.rmtree(var, ignore_errors=True)


class _Log:
    """What the house says in its terminal; kept, so that a failed start can be read."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lines: list[str] = []

    def wait_for(self, words: str) -> None:

        found = threading.Event()

        def read() -> None:
            for line in self._process.stdout or ():
                self._lines.append(line)
                if words in line:
                    found.set()

        threading.Thread(target=read, daemon=True).start()
        deadline = time.monotonic() + START_SECONDS
        while not found.wait(0.2):
            alive = self._process.poll() is None and time.monotonic() < deadline
            assert alive, "GO-PRO did not start:\n" + "".join(self._lines[-60:])


@pytest.fixture(scope="session")
def go_track(house: House) -> Path:
    """The imported Exercism Go track; answers its archive."""
    archive = CONTENT / "exercism-go.tar.gz"
    if not archive.exists():
        pytest.skip(f"needs {CONTENT}, which a clone of the project alone doesn't have")
    house.manage("import_course", "exercism", str(archive))
    return archive


@dataclass
class Learner:
    """Somebody with a browser: registered, verified, signed in."""

    house: House
    name: str

    def __post_init__(self) -> None:
        self.email = f"{self.name}@example.org"
        self.password = f"a fine long pass phrase of {self.name[::-1]}"
        self.http = self.house.client()

    def register(self) -> httpx2.Response:
        body = {"email": self.email, "username": self.name, "password": self.password, "display_name": "Ada L."}
        return self.http.post("/api/v1/auth/register", json=body)

    def log_in(self) -> None:
        answer = self.http.post("/api/v1/auth/login", json={"email": self.email, "password": self.password})
        assert answer.status_code == 200, answer.text
        self.tokens = answer.json()
        self.http.headers["Authorization"] = f"Bearer {self.tokens['access']}"

    def mails(self) -> dict[str, str]:
        """Subject to page, as the mailbox at /mail/ shows what was sent to this learner."""
        page = self.http.get("/mail/").text
        rows = re.findall(r"<td>([^<]*)</td><td><a href=\"([^\"]+)\">([^<]*)</a>", page)
        return {subject: self.http.get(path).text for to, path, subject in rows if to == self.email}

    def wait_for_mail(self, words: str, seconds: float = 30) -> str:
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            found = [text for subject, text in self.mails().items() if words.lower() in subject.lower()]
            if found:
                return found[0]
            time.sleep(0.25)
        raise AssertionError(f"no mail about {words!r}; there are {list(self.mails())}")

    def get(self, path: str) -> dict[str, Any]:
        answer = self.http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text}"
        body: dict[str, Any] = answer.json()
        return body

    def enroll(self, slug: str) -> dict[str, Any]:
        """Answers the course. Its outline reaches progress as a fact, so it may take a moment."""
        course = self.get(f"/api/v1/courses/{slug}")
        deadline = time.monotonic() + 20
        answer = self.http.post("/api/v1/enrollments", json={"course_id": course["id"]})
        while answer.status_code == 404 and time.monotonic() < deadline:
            time.sleep(0.1)
            answer = self.http.post("/api/v1/enrollments", json={"course_id": course["id"]})
        assert answer.status_code in {200, 201}, answer.text
        return course

    def find_exercise(self, course: str, slug: str) -> dict[str, Any]:
        page = 0
        while True:
            page += 1
            found = self.get(f"/api/v1/courses/{course}/exercises?page={page}&page_size=100")
            ids = [exercise["id"] for exercise in found["items"] if exercise["slug"] == slug]
            if ids:
                return self.get(f"/api/v1/exercises/{ids[0]}")
            assert found["pagination"]["has_next"], f"no exercise {slug} in {course}"

    def submit(self, exercise_id: str, **body: Any) -> tuple[dict[str, Any], float]:
        """Hand in and poll; answers the graded submission and the seconds that it took."""
        began = time.monotonic()
        answer = self.http.post(f"/api/v1/exercises/{exercise_id}/submit", json=body)
        assert answer.status_code == 202, answer.text
        while time.monotonic() - began < 60:
            found = self.get(answer.headers["Location"])
            if found["status"] not in {"queued", "running"}:
                return found, time.monotonic() - began
            time.sleep(0.05)
        raise AssertionError(f"not graded in a minute: {found}")
