"""Order: late commits, numbers that come early, facts doubled and shuffled on their way."""

import threading
import time

from tests.faults.run import Fault, Run

SLOW_INSERTS = (  # two milliseconds a row, so that two batches overlap
    "CREATE OR REPLACE FUNCTION public.slow() RETURNS trigger LANGUAGE plpgsql"
    " AS 'BEGIN PERFORM pg_sleep(0.002); RETURN NEW; END'",
    "GRANT USAGE ON SCHEMA public TO PUBLIC",
    "DROP TRIGGER IF EXISTS slow ON hearer.gopro_events_inbox",
    "CREATE TRIGGER slow BEFORE INSERT ON hearer.gopro_events_inbox FOR EACH ROW EXECUTE FUNCTION public.slow()",
)


def late_commits(run: Run) -> None:
    """M1: sixteen writers whose transactions stay open for 0-50 ms, and one that idles for long."""
    run.start("web", "relay", "inbox", "inbox")
    run.probe()
    idle = 50.0 if run.is_long else 5.0
    sleeper, counter = threading.Thread(target=lambda: run.count(counter, pause_last=idle)), run.new_counter()
    with run.traffic(writers=16, rest=0.1, manner=lambda chance: {"pause_last": chance.uniform(0, 0.05)}):
        sleeper.start()
        while sleeper.is_alive():
            run.probe()
            time.sleep(0.2)
    sleeper.join()


def early_number(run: Run) -> None:
    """M2: one transaction has its number first, another changes the aggregate first; both facts then go together."""
    run.start("web")
    counters = [run.new_counter() for _ in range(5 * run.rounds)]
    for counter in counters:
        early = threading.Thread(target=run.count, args=[counter], kwargs={"pause_first": 0.3})
        early.start()
        time.sleep(0.1)
        run.count(counter)
        early.join()
    run.start("relay", "relay", "inbox", "inbox")
    for counter in counters:
        run.wait_for(counter, 2)


def shuffled(run: Run) -> None:
    """Two feeders bring each fact three times, in disorder, and commit in between. The teller has no relay."""
    for order in SLOW_INSERTS:
        run.sql(order)
    run.start("web", "inbox", "inbox")
    run.start("relay", rooms=("hearer", "echo"))
    feeders = [run.deployment.start("feed", seed=run.chance.getrandbits(16)) for _ in range(2)]
    with run.traffic(writers=6, counters=8):
        time.sleep(3.0 * run.rounds)
    run.probe()
    run.sql("DROP TRIGGER slow ON hearer.gopro_events_inbox")
    dead = [feeder.last_lines() for feeder in feeders if not feeder.is_alive]
    assert dead == [], "a feeder died"


FAULTS = [
    Fault(name="16 writers with open transactions, one idle", act=late_commits, is_small=True, rounds=1),
    Fault(name="an early number in a late transaction", act=early_number),
    Fault(name="facts three times and shuffled, by two feeders", act=shuffled, is_small=True),
]
