"""`make run`: servers, preparation, processes, in this order; and back, when it is told to stop."""

import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from gopro.embedded import files
from gopro.embedded.children import DieWithParent
from gopro.embedded.errors import EmbeddedError
from gopro.embedded.ports import accepts, free_port, refuse_taken
from gopro.embedded.postgres import PostgresServer
from gopro.embedded.supervisor import supervise
from gopro.embedded.valkey import ValkeyServer

DATABASE = "gopro"
ACCOUNTS = "accounts.txt"
PATIENCE = 120.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What differs from project to project; the URLs are empty where an embedded server is wanted."""

    root: Path
    var: Path
    host: str
    port: int
    port_variable: str
    public_url: str
    database_url: str
    redis_url: str
    secret_key: str
    pages: dict[str, str]  # title to path, shown when all is up
    without: frozenset[str]  # processes of the Procfile that have nothing to do
    preparation: tuple[str, ...]  # management commands with their words after the migrations; each may run again


console = Console(highlight=False)


def launch(plan: Plan) -> int:
    """The exit code: 0 after a stop that was asked for."""
    try:
        with ExitStack() as running:
            return _launch(plan, running)
    except EmbeddedError as refusal:
        console.print(f"[bold red]GO-PRO can't start.[/] {refusal}", soft_wrap=True)
        return 1
    except PermissionError as refusal:
        console.print(
            f"[bold red]GO-PRO can't start.[/] {refusal.filename} belongs to another user. Start it as that user, or "
            "give a folder of your own: GOPRO_VAR=… make run",
            soft_wrap=True,
        )
        return 1
    except KeyboardInterrupt:
        return 0


def _launch(plan: Plan, running: ExitStack) -> int:
    began = time.monotonic()
    signal.signal(signal.SIGTERM, _interrupt)
    (plan.var / "log").mkdir(parents=True, exist_ok=True)
    running.enter_context(files.only_one(plan.var / "run.lock"))
    refuse_taken(plan.port, variable=plan.port_variable)
    running.callback(console.print, "Stopped.")
    running.callback(_deaf)
    variables = _servers(plan, running)
    os.environ.update(variables)
    running.enter_context(files.told(variables, at=plan.var / files.TOLD))
    _prepare(plan)
    web, live = free_port(), free_port()  # so that only the front door's port can be taken
    return supervise(
        procfile=plan.root / "Procfile",
        without=plan.without,
        environment=_processes(plan, web=web, live=live),
        log=files.rotated(plan.var / "log" / "gopro.log"),
        terminal=sys.stdout,
        when_started=lambda: _welcome(plan, inner=[web, live], began=began),
    )


def _servers(plan: Plan, running: ExitStack) -> dict[str, str]:
    """The variables by which everything finds them."""
    database_url, redis_url = plan.database_url, plan.redis_url
    if not database_url:
        with _step("PostgreSQL"):
            postgres = PostgresServer(folder=plan.var / "postgres", log=plan.var / "log" / "postgres.log")
            running.callback(postgres.stop)
            postgres.start()
            database_url = postgres.ensure_database(DATABASE)
    if not redis_url:
        with _step("Valkey"):
            valkey = ValkeyServer(folder=plan.var / "valkey", log=plan.var / "log" / "valkey.log")
            running.callback(valkey.stop)
            valkey.start()
            redis_url = valkey.url()
    secret_key = plan.secret_key or files.secret(plan.var / "secret-key")
    return {"DATABASE_URL": database_url, "REDIS_URL": redis_url, "GOPRO_SECRET_KEY": secret_key}


def _prepare(plan: Plan) -> None:
    """In a process of its own, so that the supervisor stays small."""
    command = [sys.executable, str(plan.root / "manage.py"), "prepare", *plan.preparation]
    child = subprocess.Popen(command, cwd=plan.root, preexec_fn=DieWithParent(by=signal.SIGTERM))  # noqa: S603 - ours
    try:
        code = child.wait()
    except KeyboardInterrupt:
        child.terminate()
        child.wait()
        raise
    if code != 0:
        raise EmbeddedError("The preparation failed; its reason stands above. The next start goes on from there.")


def _processes(plan: Plan, *, web: int, live: int) -> dict[str, str]:
    programs = Path(sys.executable).parent
    return {
        "GOPRO_PUBLIC_URL": plan.public_url,
        "GOPRO_WEB_PORT": str(web),
        "GOPRO_WEB_URL": f"http://127.0.0.1:{web}",
        "GOPRO_LIVE_PORT": str(live),
        "GOPRO_LIVE_URL": f"http://127.0.0.1:{live}",
        "PATH": f"{programs}{os.pathsep}{os.environ.get('PATH', '')}",
        "PYTHONUNBUFFERED": "1",
    }


def _welcome(plan: Plan, *, inner: list[int], began: float) -> list[str]:
    if not _is_up(plan, inner=inner):
        return [f"Not everything is up after {PATIENCE:.0f} s; the lines above say why."]
    accounts = plan.var / ACCOUNTS
    return [
        "",
        f"GO-PRO is up after {time.monotonic() - began:.0f} s. Ctrl-C stops it; everything is kept.",
        *(f"  {title:<12} {plan.public_url}{path}" for title, path in plan.pages.items()),
        f"  {'Data':<12} {plan.var}",
        f"  {'Logs':<12} {plan.var / 'log'}",
        *(f"  {line}" for line in (accounts.read_text().splitlines() if accounts.exists() else [])),
        "",
    ]


def _is_up(plan: Plan, *, inner: list[int]) -> bool:
    """First the ports, silently; then once the front door's own word, which it logs."""
    deadline = time.monotonic() + PATIENCE
    while not all(accepts(port) for port in [*inner, plan.port]):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://{plan.host}:{plan.port}/health/ready", timeout=10):
                return True
        except OSError:
            time.sleep(1)
    return False


@contextmanager
def _step(title: str) -> Iterator[None]:
    began = time.monotonic()
    with console.status(f"{title} …"):
        yield
    console.print(f"[green]✓[/] {title} [dim]{time.monotonic() - began:.1f} s[/]")


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


def _deaf() -> None:
    """A second Ctrl-C must not cut the servers' stop short."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
