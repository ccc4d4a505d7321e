"""A teller restored from an older backup numbers anew what it has told already: two facts with one number."""

from uuid import UUID

from tests.faults.run import Fault, Run

FORKS = "SELECT sequence FROM hearer.gopro_events_fork WHERE stream = %s ORDER BY sequence"


def restored(run: Run) -> None:
    """The second fact is kept apart and alarmed about; its feeder and all other streams go on."""
    run.start("web", "relay", "inbox")
    forked = run.new_counter()
    for _ in range(4):
        run.count(forked)
    run.wait_for(forked, 4)
    _take_back(run, counter=forked, to=2)
    run.but.add(forked)
    with run.traffic():
        assert [run.count(forked) for _ in range(2)] == [3, 4]
        for _ in range(5):
            run.probe()
    stream = f"teller.counter:{forked}"
    assert run.sql(FORKS, stream) == [(3,), (4,)]
    heard = run.sql("SELECT number FROM hearer.hearer_effect WHERE counter_id = %s ORDER BY id", forked)
    assert heard == [(1,), (2,), (3,), (4,)]
    assert "fork" in run.deployment.log_of("relay")
    run.acknowledged.pop(forked)
    run.total -= 6


def _take_back(run: Run, *, counter: UUID, to: int) -> None:
    """The teller's schema as it was some changes ago."""
    stream = f"teller.counter:{counter}"
    run.sql("DELETE FROM teller.gopro_events_outbox WHERE stream = %s AND sequence > %s", stream, to)
    run.sql("UPDATE teller.gopro_events_streamhead SET last_sequence = %s WHERE stream = %s", to, stream)
    run.sql("UPDATE teller.teller_counter SET number = %s WHERE id = %s", to, counter)


FAULTS = [Fault(name="a teller restored from a backup", act=restored, is_small=True, rounds=1)]
