"""The self-test of the isolation: a program of ours tries what an attacker would, from inside, and must fail."""

import json
import os
import socket
from pathlib import Path
from typing import Final

from gopro.sandbox.contract import SandboxError
from gopro.sandbox.languages.python_runtime import PythonRuntime
from gopro.sandbox.slots import Slot
from gopro.sandbox.tools import Tools

ATTEMPTS: Final = Path(__file__).parent / "languages" / "inside" / "attempts.py"
MEANING: Final = {
    "user": "the job's process is not the unprivileged user it should be",
    "capabilities": "the job keeps capabilities",
    "new_privileges": "the job could gain privileges",
    "filter": "the system call filter is not in force",
    "network": "the job reaches a listener of this machine",
    "fork": "the job can start processes",
    "unshare": "the job can make namespaces",
    "passwd": "the job can read /etc/passwd",
    "project": "the job can read the program's own files",
    "write": "the job can write outside its scratch folders",
    "processes": "the job sees other processes",
    "shared_memory": "the job can take memory that no limit counts",
}
REMEDY: Final = (
    "The kernel must allow user namespaces: in Docker, run with `--security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined --security-opt systempaths=unconfined` for the grading worker alone; on "
    "Ubuntu 24.04 and later set `sysctl kernel.apparmor_restrict_unprivileged_userns=0`."
)


def probe_isolation(*, tools: Tools, slot: Slot, runtime: PythonRuntime) -> str:
    """Answers in words how jobs are held; raises SandboxError with each hole that was found."""
    user = slot.user if slot.user is not None else os.geteuid()
    with socket.create_server(("127.0.0.1", 0)) as listener:
        task = {"port": listener.getsockname()[1], "project": str(Path(__file__).resolve().parents[2])}
        try:
            marked = slot.make_folder(name="marked", writable=True)
            execution = runtime.run_script(
                script=ATTEMPTS, stdin=json.dumps(task), writable={"/out": marked}, tools=tools, slot=slot
            )
        except SandboxError as problem:
            raise SandboxError(f"{problem} {REMEDY}") from problem
    try:
        holes = json.loads(execution.text)["holes"]
        if user == 0 or (marked / "mark").stat().st_uid != user:
            holes.append("user")
    except (ValueError, KeyError, TypeError, OSError):
        raise SandboxError(f"The self-test did not answer: {execution.text.strip()[-500:]} {REMEDY}") from None
    if holes:
        raise SandboxError("The isolation does not hold: " + "; ".join(MEANING[hole] for hole in holes) + ".")
    return f"user {user} for slot {slot.number}" if slot.user is not None else f"user namespaces of user {user}"
