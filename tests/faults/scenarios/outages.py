"""Servers that vanish: PostgreSQL, Redis; sessions that are cut."""

import time

from tests.faults.run import Fault, Run


def everybody(run: Run) -> None:
    run.start("web", "relay", "relay", "inbox", "inbox")


def postgres_killed(run: Run) -> None:
    everybody(run)
    with run.traffic():
        for _ in range(run.rounds):
            time.sleep(run.chance.uniform(0.3, 1.5))
            run.deployment.postgres.kill()
            run.kills += 1
            run.deployment.postgres.start()
            run.recovered()


def postgres_restarted(run: Run) -> None:
    everybody(run)
    with run.traffic():
        for _ in range(run.rounds):
            time.sleep(run.chance.uniform(0.3, 1.5))
            run.deployment.postgres.restart()
            run.recovered()


def sessions_cut(run: Run) -> None:
    everybody(run)
    with run.traffic():
        for _ in range(run.rounds):
            time.sleep(run.chance.uniform(0.1, 0.8))
            for kind in ("relay", "inbox"):
                run.deployment.postgres.terminate(name=kind)
    run.recovered()


def redis_killed(run: Run) -> None:
    """Writes go on, and facts arrive by polling; `refused` must stay 0."""
    everybody(run)
    with run.traffic():
        for _ in range(run.rounds):
            run.deployment.valkey.kill()
            run.kills += 1
            time.sleep(run.chance.uniform(0.2, 1.0))
            run.probe()
            run.deployment.valkey.start()
            run.recovered()


def redis_emptied(run: Run) -> None:
    everybody(run)
    with run.traffic():
        for _ in range(run.rounds):
            time.sleep(run.chance.uniform(0.05, 0.3))
            run.deployment.valkey.empty()
    run.recovered()


FAULTS = [
    Fault(name="PostgreSQL kill -9", act=postgres_killed, refuses=True, is_small=True),
    Fault(name="PostgreSQL restarted", act=postgres_restarted, refuses=True),
    Fault(name="sessions of relays and inboxes cut", act=sessions_cut),
    Fault(name="Redis kill -9", act=redis_killed),
    Fault(name="Redis emptied", act=redis_emptied),
]
