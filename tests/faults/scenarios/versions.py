"""Facts of other times: of an older contract, of a newer one, of a type that nobody here knows."""

from tests.faults.run import Fault, Run


def mixed(run: Run) -> None:
    run.start("relay", "inbox")
    counter = run.new_counter()
    for variant in ("older_teller", "newer_teller", ""):
        run.start("web", mutants=(variant,) if variant else ())
        for _ in range(5):
            run.count(counter, whisper=1)
        run.probe()
        run.deployment.of("web")[-1].stop()
    run.start("web")
    run.recovered()


FAULTS = [Fault(name="older and newer contracts, unknown types", act=mixed, rounds=1)]
