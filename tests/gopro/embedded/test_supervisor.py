"""Real processes: started again, stopped together, never left behind."""

import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.gopro.embedded.processes import wait_until_gone

RUN = """
import sys
from pathlib import Path
from gopro.embedded.supervisor import supervise
folder = Path(sys.argv[1])
sys.exit(supervise(procfile=folder / "Procfile", without={"idle"}, environment={"WORD": "given"}, log=folder / "log",
                   terminal=sys.stdout,
                   when_started=lambda: ["all is up"]))
"""
STEADY = "steady: sh -c 'echo $$ > steady.pid; echo $WORD; while true; do sleep 0.1; done'\n"
IDLE = "idle: sh -c 'echo $$ > idle.pid'\n"


def start(folder: Path, procfile: str) -> "subprocess.Popen[str]":
    (folder / "Procfile").write_text(procfile)
    return subprocess.Popen([sys.executable, "-c", RUN, folder], stdout=subprocess.PIPE, text=True)


def wait_for(path: Path) -> str:
    deadline = time.monotonic() + 20
    while not (path.exists() and path.read_text().strip()):
        assert time.monotonic() < deadline, f"{path} does not come"
        time.sleep(0.02)
    return path.read_text().strip()


@pytest.mark.parametrize("by", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_stops_all_and_is_no_failure(folder, by):
    run = start(folder, STEADY + IDLE)
    pid = wait_for(folder / "steady.pid")
    run.send_signal(by)
    output, _ = run.communicate(timeout=20)
    assert run.returncode == 0
    assert not (folder / "idle.pid").exists()
    assert "steady | given" in output
    assert "all is up" in output
    wait_until_gone(int(pid))


def test_a_killed_supervisor_leaves_nobody_behind(folder):
    run = start(folder, STEADY)
    pid = wait_for(folder / "steady.pid")
    run.kill()
    run.communicate(timeout=20)
    wait_until_gone(int(pid))


def test_who_ends_is_started_again(folder):
    run = start(
        folder, STEADY + "shaky: sh -c 'echo run >> runs; [ $(wc -l < runs) -lt 3 ] || { touch third; sleep 60; }'\n"
    )
    deadline = time.monotonic() + 20
    while not (folder / "third").exists():
        assert time.monotonic() < deadline
        time.sleep(0.02)
    run.terminate()
    output, _ = run.communicate(timeout=20)
    assert run.returncode == 0
    assert output.count("shaky ended (code 0) and is started again") == 2


def test_who_can_not_be_kept_alive_stops_everything_with_its_code(folder):
    run = start(folder, STEADY + "broken: sh -c 'exit 7'\n")
    output, _ = run.communicate(timeout=60)
    assert run.returncode == 7
    assert "broken ended 5 times in a row: everything stops" in output
    wait_until_gone(int(wait_for(folder / "steady.pid")))
