"""The gate: which facts of a stream are next, which are old, and what the stream waits for."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from gopro.events import failures, registry
from gopro.events.fact import Heard
from gopro.events.failures import Stop
from gopro.events.models import InboxState


@dataclass(kw_only=True, slots=True)
class Turn:
    """One stream's turn: the rows to take in order, how far they brought the cursor, what is done, what stopped it."""

    consumer: str
    stream: str
    handled: int
    position: int
    rows: list[Heard] = field(default_factory=list)
    gap: Stop | None = None
    done: list[int] = field(default_factory=list)
    failed: Stop | None = None
    is_over: bool = False

    @property
    def stop(self) -> Stop | None:
        return self.failed if self.is_over else self.gap

    def start_again(self) -> None:
        """What was done has been rolled back."""
        self.position = self.handled
        self.done.clear()
        self.is_over = False

    def is_old(self, row: Heard) -> bool:
        """Its effect is there, or in that of a later snapshot."""
        return row.state != InboxState.REVIVED and row.sequence <= self.position

    def finish(self, row: Heard) -> None:
        self.done.append(row.id)
        self.leave(row)

    def leave(self, row: Heard) -> None:
        """The stream goes on after it."""
        self.position = max(self.position, row.sequence)

    def end(self, failed: Stop | None = None) -> None:
        """Before all rows were taken: one failed, or others had the time."""
        self.failed = failed
        self.is_over = True


def open_turn(rows: Sequence[Heard]) -> Turn:
    """From a stream's rows by sequence. At a gap it stops, unless a snapshot lies behind: that makes up for the gap.

    What stands between gap and snapshot is left for the next turn, which finds it old if the snapshot was taken.
    """
    first = rows[0]
    turn = Turn(consumer=first.consumer, stream=first.stream, handled=first.handled, position=first.handled)
    reached = first.handled
    for place, row in enumerate(rows):
        if row.state == InboxState.REVIVED or row.sequence <= reached + 1 or is_snapshot(row):
            turn.rows.append(row)
            reached = max(reached, row.sequence)
        elif not any(is_snapshot(later) for later in rows[place:]):
            turn.gap = failures.gap(row=row, expected=reached + 1)
            break
    return turn


def is_snapshot(row: Heard) -> bool:
    event_type = registry.event_type(row.type)
    return event_type is not None and event_type.snapshot
