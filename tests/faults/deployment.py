"""The small house as it is deployed: its servers, its processes, and whatever is done to them."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import psycopg

from gopro.embedded.ports import free_port
from tests.faults.processes import Process, Web, wait_until
from tests.faults.sabotage import Plan
from tests.faults.servers import Postgres, Valkey, connected, start_postgres, start_valkey
from tests.provisioning.brokers import Broker, new_broker

ROOT = Path(__file__).parents[2]
ROOMS = ("teller", "hearer", "echo")
PREPARE = "import django; django.setup(); from gopro import provisioning as p; p.provision(); p.migrate()"
COMMANDS = {
    "web": ["web"],
    "relay": ["relay"],
    "inbox": ["inbox"],
    "mirror": ["relay", "--sink", "kafka"],
    "consume": ["consume"],
    "feed": ["feed"],
}


@dataclass(kw_only=True)
class Deployment:
    postgres: Postgres
    valkey: Valkey
    folder: Path
    database_url: str
    processes: list[Process] = field(default_factory=list)
    plan: Plan = field(default_factory=Plan)  # what every process started from now on has done to it
    count: int = 0
    broker: Broker | None = None  # from the first fault on that needs one
    prefix: str = ""  # of the topics, which are made anew for each fault that needs them

    @property
    def environment(self) -> dict[str, str]:
        return {
            "DATABASE_URL": self.database_url,
            "REDIS_URL": self.valkey.url(),
            "GOPRO_VAR": str(self.folder),
            "GOPRO_LOG_LEVEL": "WARNING",
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "KAFKA_URL": f"kafka://{self.broker.address}" if self.broker and self.prefix else "",
            "GOPRO_KAFKA_PREFIX": self.prefix,
        }

    def with_kafka(self) -> None:
        """A broker that runs, and topics that are empty."""
        if self.broker is None:
            self.broker = new_broker(self.folder / "kafka")
            self.broker.start()
        self.prefix = f"fault{self.count}"
        self.manage("kafka", "topics", "--apply")

    @property
    def deaths(self) -> Path:
        return self.folder / "deaths"

    def prepare(self) -> None:
        done = subprocess.run(
            [sys.executable, "-c", PREPARE],
            cwd=ROOT,
            env=os.environ | self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr

    def start(self, kind: str, *, rooms: tuple[str, ...] = ROOMS, consume: str = "", **plan: Any) -> Process:
        """Start one more process of that kind; `plan` adds to what the deployment has for all."""
        self.count += 1
        process = self._make(
            kind, rooms=rooms, consume=consume, plan=replace(self.plan, deaths=str(self.deaths), **plan)
        )
        self.processes.append(process)
        process.start()
        if isinstance(process, Web):
            wait_until(lambda: process.is_serving or not process.is_alive, what="the web to serve")
            assert process.is_alive, process.last_lines()
        return process

    def _make(self, kind: str, *, rooms: tuple[str, ...], consume: str, plan: Plan) -> Process:
        name = f"{kind}-{self.count}"
        environment = self.environment | {"FAULTS_ROOMS": ",".join(rooms), "GOPRO_CONSUME": consume}
        log = self.folder / "log" / f"{name}.log"
        if kind == "web":
            port = free_port()
            command = [*COMMANDS[kind], "--port", str(port)]
            return Web(name=name, command=command, environment=environment, log=log, plan=plan, port=port)
        return Process(name=name, command=COMMANDS[kind], environment=environment, log=log, plan=plan)

    def manage(self, *words: str) -> str:
        """A command of an operator, to its end; answers what it printed."""
        command = [sys.executable, "-m", "tests.faults.launch", *words]
        environment = os.environ | self.environment | {"PYTHONPATH": str(ROOT)}
        done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout

    def of(self, kind: str) -> list[Process]:
        """Those that live."""
        return [one for one in self.processes if one.name.startswith(f"{kind}-") and one.is_alive]

    def log_of(self, kind: str) -> str:
        return "\n".join(one.log.read_text() for one in self.processes if one.name.startswith(f"{kind}-"))

    def web(self) -> Web | None:
        """The youngest that lives."""
        found = [one for one in self.of("web") if isinstance(one, Web)]
        return found[-1] if found else None

    def died(self) -> int:
        """How many processes have killed themselves where they were told to."""
        return len(self.deaths.read_text().splitlines()) if self.deaths.exists() else 0

    def close(self) -> None:
        self.end_processes()
        if self.broker is not None:
            self.broker.close()

    def end_processes(self) -> None:
        for process in self.processes:
            process.kill()
        self.processes.clear()
        self.deaths.unlink(missing_ok=True)

    def empty(self) -> None:
        """As after the preparation: no fact, no effect."""
        self.end_processes()
        self.valkey.empty()
        self.plan = Plan()
        self.prefix = ""
        with self.connect() as connection:
            found = connection.execute(
                "SELECT format('%%I.%%I', schemaname, tablename) FROM pg_tables"
                " WHERE schemaname = ANY(%s) AND tablename <> 'django_migrations'"
                " AND tablename NOT LIKE 'gopro_audit%%'",  # which refuses to be emptied
                [list(ROOMS)],
            ).fetchall()
            connection.execute(f"TRUNCATE {', '.join(name for (name,) in found)} RESTART IDENTITY")

    @contextmanager
    def connect(self) -> "Iterator[psycopg.Connection[Any]]":
        """As the owner of the database, whom no wall stops: for the checker and the tests' own mischief."""
        with connected(self.database_url) as connection:
            yield connection


@contextmanager
def deployed(folder: Path) -> Iterator[Deployment]:
    with ExitStack() as running:
        postgres = start_postgres(running, folder)
        valkey = start_valkey(running, folder)
        url = postgres.ensure_database("faults")
        deployment = Deployment(postgres=postgres, valkey=valkey, folder=folder, database_url=url)
        running.callback(deployment.close)
        deployment.prepare()
        yield deployment
