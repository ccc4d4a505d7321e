"""Apache Kafka brokers of the suite's own: started, stopped, killed, suspended, started again.

A broker is a container where Docker runs, else a Java process of ours. One node, no ZooKeeper, loopback only; settings
with which it is quick: small internal topics, no wait before a group's first rebalance, soon back after a kill.
"""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Protocol

from gopro.embedded import children
from gopro.embedded.ports import accepts, free_port
from tests.provisioning import docker, java

CLUSTER = "MkU3OEVBNTcwNTJENDM2Qk"
SETTINGS = {
    "process.roles": "broker,controller",
    "node.id": "1",
    "controller.listener.names": "CONTROLLER",
    "inter.broker.listener.name": "INTERNAL",
    "offsets.topic.replication.factor": "1",
    "transaction.state.log.replication.factor": "1",
    "transaction.state.log.min.isr": "1",
    "share.coordinator.state.topic.replication.factor": "1",
    "share.coordinator.state.topic.min.isr": "1",
    "offsets.topic.num.partitions": "4",
    "transaction.state.log.num.partitions": "4",
    "share.coordinator.state.topic.num.partitions": "4",
    "group.initial.rebalance.delay.ms": "0",
    "group.min.session.timeout.ms": "1000",
    "auto.create.topics.enable": "false",
    "log.cleaner.dedupe.buffer.size": "10485760",
    "broker.session.timeout.ms": "2000",
    "broker.heartbeat.interval.ms": "500",
}
LOGGING = """rootLogger.level = WARN
rootLogger.appenderRefs = out
rootLogger.appenderRef.out.ref = out
appender.out.type = Console
appender.out.name = out
appender.out.layout.type = PatternLayout
appender.out.layout.pattern = %d{HH:mm:ss.SSS} %p %c{1} %m%n
"""
IMAGE = f"apache/kafka:{java.KAFKA}"
CLASSES = java.JARS.with_name(f"{java.JARS.name}.jsa")
MEMORY = ["-Xms128m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Djava.awt.headless=true"]
SECONDS = 60


class Broker(Protocol):
    """On `address`; its data outlives a stop and a kill."""

    address: str

    def start(self) -> None: ...
    def stop(self) -> None: ...
    def kill(self) -> None: ...
    def suspend(self) -> None: ...
    def resume(self) -> None: ...
    def close(self) -> None: ...


def new_broker(folder: Path, *, protocol: str = "PLAINTEXT", settings: Mapping[str, str] | None = None) -> Broker:
    """Not started yet. Clients speak that protocol; the settings are added to the broker's."""
    folder.mkdir(parents=True, exist_ok=True)
    if docker.is_running():
        return DockerBroker(folder=folder, protocol=protocol, settings=settings or {})
    _ensure_classes()
    return JavaBroker(folder=folder, protocol=protocol, settings=settings or {})


class JavaBroker:
    """A process that ends with ours, whatever becomes of ours."""

    def __init__(
        self, *, folder: Path, protocol: str, settings: Mapping[str, str], dumps_classes: bool = False
    ) -> None:
        self.folder, self.log = folder, folder / "broker.log"
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        self.configuration = folder / "server.properties"
        own = {"log.dirs": str(folder / "data")}
        _write(
            self.configuration, {**_listeners(port=self.port, host="127.0.0.1", protocol=protocol), **own, **settings}
        )
        (folder / "log4j2.properties").write_text(LOGGING)
        self._classes = f"-XX:{'ArchiveClassesAtExit' if dumps_classes else 'SharedArchiveFile'}={CLASSES}"
        self._child: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        if not (self.folder / "data" / "meta.properties").exists():
            self._format()
        command = self._java("kafka.Kafka", str(self.configuration), options=[self._classes, *MEMORY])
        self._child = children.spawn(command, log=self.log, stop_by=signal.SIGKILL)
        _wait(self.port, why_not=self._why_not)

    def stop(self) -> None:
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        self._end(signal.SIGKILL)

    def suspend(self) -> None:
        self._running().send_signal(signal.SIGSTOP)

    def resume(self) -> None:
        self._running().send_signal(signal.SIGCONT)

    def close(self) -> None:
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def _running(self) -> "subprocess.Popen[bytes]":
        assert self._child is not None, "The broker has not been started."
        return self._child

    def _why_not(self) -> str:
        return "" if self._running().poll() is None else self.log.read_text(errors="replace")[-2000:]

    def _end(self, by: signal.Signals) -> None:
        if self._child is not None:
            children.stop(self._child, by=by, patience=30)
            self._child = None

    def _format(self) -> None:
        words = ["format", "--ignore-formatted", "-t", CLUSTER, "-c", str(self.configuration)]
        done = children.run_as(self._java("kafka.tools.StorageTool", *words, options=MEMORY), account=None)
        assert done.returncode == 0, f"Kafka could not prepare its folder: {done.stdout}{done.stderr}"

    def _java(self, main: str, *words: str, options: list[str]) -> list[str]:
        logging = f"-Dlog4j2.configurationFile={self.folder / 'log4j2.properties'}"
        return [java.java(), *options, logging, "-cp", java.classpath(), main, *words]


class DockerBroker:
    """The same as a container; inside it has the port of the host, to which a client is told to come back."""

    def __init__(self, *, folder: Path, protocol: str, settings: Mapping[str, str]) -> None:
        self.port = free_port()
        self.address = f"127.0.0.1:{self.port}"
        own = {"log.dirs": "/var/lib/kafka/data"}
        listeners = _listeners(port=self.port, host="0.0.0.0", protocol=protocol)  # noqa: S104 - of the container
        _write(folder / "server.properties", {**listeners, **own, **settings})
        mounts = ["--volume", f"{folder}:/mnt/shared/config:ro", "--volume", f"{folder}:{folder}:ro"]
        self.container = docker.run("create", "--publish", f"127.0.0.1:{self.port}:{self.port}", *mounts, IMAGE)

    def start(self) -> None:
        docker.run("start", self.container)
        _wait(self.port, why_not=lambda: "")

    def stop(self) -> None:
        docker.run("stop", self.container)

    def kill(self) -> None:
        docker.run("kill", self.container)

    def suspend(self) -> None:
        docker.run("pause", self.container)

    def resume(self) -> None:
        docker.run("unpause", self.container)

    def close(self) -> None:
        docker.run("rm", "--force", "--volumes", self.container)


def _listeners(*, port: int, host: str, protocol: str) -> dict[str, str]:
    """Clients on the port; the broker's talk with itself apart, so that it needs no credentials."""
    inside, controller = free_port(), free_port()
    return SETTINGS | {
        "listeners": f"CLIENTS://{host}:{port},INTERNAL://127.0.0.1:{inside},CONTROLLER://127.0.0.1:{controller}",
        "advertised.listeners": f"CLIENTS://127.0.0.1:{port},INTERNAL://127.0.0.1:{inside}",
        "listener.security.protocol.map": f"CLIENTS:{protocol},INTERNAL:PLAINTEXT,CONTROLLER:PLAINTEXT",
        "controller.quorum.voters": f"1@127.0.0.1:{controller}",
    }


def _write(path: Path, settings: Mapping[str, str]) -> None:
    path.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))


def _wait(port: int, *, why_not: Callable[[], str]) -> None:
    deadline = time.monotonic() + SECONDS
    while not accepts(port):
        assert not why_not(), f"Kafka does not start: {why_not()}"
        assert time.monotonic() < deadline, f"Kafka does not answer on port {port} after {SECONDS} s"
        time.sleep(0.05)


def _ensure_classes() -> None:
    """An archive of the classes of a first run, once a machine: with it a start takes a third of the time."""
    java.jars()
    with java.one_at_a_time(CLASSES.with_name(f"{CLASSES.name}.lock")):
        if CLASSES.exists():
            return
        folder = Path(tempfile.mkdtemp(prefix="kafka-classes-", dir=CLASSES.parent))
        broker = JavaBroker(folder=folder, protocol="PLAINTEXT", settings={}, dumps_classes=True)
        broker.start()
        broker.stop()
        broker.close()
