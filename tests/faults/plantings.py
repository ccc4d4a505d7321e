"""Which mutant each fault must catch. Django-free, as the tests are; the mutants themselves are in `mutants`."""

from dataclasses import dataclass

KEYS = {
    "inbox_once": "UNIQUE (consumer, event_id)",
    "inbox_stream_sequence": "UNIQUE (consumer, stream, sequence)",
}
SHUFFLED = "facts three times and shuffled, by two feeders"
LATE_COMMITS = "16 writers with open transactions, one idle"
BEFORE_THE_WAKE = "kill -9, web: after the commit, before the wake"


@dataclass(frozen=True, kw_only=True, slots=True)
class Planting:
    mutant: str
    caught_by: str
    without: tuple[str, ...] = ()  # keys of the hearer's inbox that are dropped


PLANTINGS = (
    Planting(mutant="wake_only", caught_by=BEFORE_THE_WAKE),
    Planting(mutant="delivered_on_commit", caught_by=BEFORE_THE_WAKE),
    Planting(mutant="marked_before_delivered", caught_by="kill -9, relay: before the insert"),
    Planting(mutant="marked_before_delivered", caught_by="kill -9, mirror: before it produces"),
    Planting(mutant="done_in_a_second_transaction", caught_by="kill -9, inbox: after the mark, before the commit"),
    Planting(mutant="no_key", caught_by=SHUFFLED, without=tuple(KEYS)),
    Planting(mutant="no_gate", caught_by=SHUFFLED),
    Planting(mutant="unsorted_inserts", caught_by=SHUFFLED),
    Planting(mutant="id_cursor", caught_by=LATE_COMMITS),
    Planting(mutant="numbered_by_time", caught_by="an early number in a late transaction"),
    Planting(mutant="cached_ownership", caught_by=LATE_COMMITS),
    Planting(mutant="shard_wide_retry", caught_by="a poison fact, retried by an operator"),
    Planting(mutant="clock_of_the_process", caught_by="clocks jump by an hour, forward and back"),
    Planting(mutant="told_in_its_own_transaction", caught_by="a service that fails after its fact"),
    Planting(mutant="strict_decoder", caught_by="older and newer contracts, unknown types"),
    Planting(mutant="forks_taken", caught_by="a teller restored from a backup", without=("inbox_stream_sequence",)),
    Planting(mutant="offsets_before_the_insert", caught_by="kill -9, consumer: before the insert"),
    Planting(mutant="produced_in_the_request", caught_by="broker suspended"),
)
