"""Anything at any time: kills, pauses and cuts, drawn by a seed, under traffic."""

import time

from tests.faults.run import Fault, Run

KINDS = ("web", "relay", "inbox")
PAIRS = ("relay", "inbox")


def storm(run: Run) -> None:
    run.start("web", "relay", "relay", "inbox", "inbox")
    strokes = (kill_process, kill_process, kill_process, pause_process, cut_sessions, kill_backend, kill_redis)
    with run.traffic():
        for _ in range(run.rounds):
            time.sleep(run.chance.uniform(0.3, 1.5))
            run.chance.choice(strokes)(run)
    run.recovered()


def kill_process(run: Run) -> None:
    kind = run.chance.choice(KINDS)
    run.chance.choice(run.deployment.of(kind)).kill()
    run.kills += 1
    run.start(kind)


def pause_process(run: Run) -> None:
    process = run.chance.choice(run.deployment.of(run.chance.choice(PAIRS)))
    process.suspend()
    time.sleep(run.chance.uniform(0.2, 2.0))
    process.resume()


def cut_sessions(run: Run) -> None:
    run.deployment.postgres.terminate(name=run.chance.choice(KINDS))


def kill_backend(run: Run) -> None:
    """PostgreSQL then cuts every session and recovers from its log."""
    run.deployment.postgres.kill_a_backend()
    run.kills += 1


def kill_redis(run: Run) -> None:
    run.deployment.valkey.kill()
    run.kills += 1
    time.sleep(run.chance.uniform(0.0, 1.0))
    run.deployment.valkey.start()


FAULTS = [Fault(name="a storm of kills, pauses and cuts", act=storm, refuses=True)]
