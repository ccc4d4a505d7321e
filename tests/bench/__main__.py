"""`python -m tests.bench events|courses [--quick]`: servers of its own, then measures in a process that knows them."""

import argparse
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from pathlib import Path

from gopro.embedded.postgres import PostgresServer
from gopro.embedded.valkey import ValkeyServer
from tests.provisioning.brokers import new_broker

SETTINGS = {"events": "tests.bench.settings", "courses": "config.settings.test"}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=["events", "courses"])
    parser.add_argument("--quick", action="store_true", help="see that it works; the figures say nothing")
    parser.add_argument("--only", default="", help="measures whose name contains this")
    parser.add_argument("--without-kafka", action="store_true")
    given = parser.parse_args()
    with ExitStack() as running:
        folder = Path(running.enter_context(tempfile.TemporaryDirectory(prefix="gopro-bench-")))
        folder.chmod(0o711)
        environment = start(running, folder, with_kafka=given.what == "events" and not given.without_kafka)
        environment["DJANGO_SETTINGS_MODULE"] = SETTINGS[given.what]
        words = [*(["--quick"] if given.quick else []), "--only", given.only]
        return subprocess.run([sys.executable, "-m", f"tests.bench.{given.what}", *words], env=environment).returncode


def start(running: ExitStack, folder: Path, *, with_kafka: bool) -> dict[str, str]:
    """Durable PostgreSQL, as in use; answers the environment in which to find it all."""
    postgres = PostgresServer(folder=folder / "postgres", log=folder / "postgres.log")
    running.callback(postgres.stop)
    postgres.start()
    valkey = ValkeyServer(folder=folder / "valkey", log=folder / "valkey.log", durable=False)
    running.callback(valkey.stop)
    valkey.start()
    found = {
        "DATABASE_URL": postgres.url(),
        "REDIS_URL": valkey.url(),
        "GOPRO_VAR": str(folder),
        "GOPRO_LOG_LEVEL": "WARNING",
    }
    if with_kafka:
        broker = new_broker(folder / "kafka")
        running.callback(broker.close)
        broker.start()
        found["KAFKA_URL"] = f"kafka://{broker.address}"
    return os.environ | found


if __name__ == "__main__":
    sys.exit(main())
