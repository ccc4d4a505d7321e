"""Coming to a publication from the one before it: which notes that leaves, by what its author chose."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from uuid import UUID

from apps.progress.models import Choice, Effect
from apps.progress.selectors.following.records import Edition, Ledger, Note, Record, Versions, figures


@dataclass(frozen=True, kw_only=True, slots=True)
class _Move:
    """One thing that is new, changed or gone: `was` and `now` are its versions. Of what it is in, the learner had done
    something, or all."""

    thing_id: UUID
    was: UUID | None
    now: UUID | None
    had_some: bool
    had_all: bool


type Had = Callable[[UUID], tuple[bool, bool]]
type Rule = Callable[[Ledger, _Move], Effect | None]


def come_along(record: Record, *, before: Edition, after: Edition) -> Record:
    """The record as it is once its learner has come from one publication to the next."""
    stood = figures(record, edition=before)

    def course(_lesson_id: UUID) -> tuple[bool, bool]:
        return stood.completed > 0, stood.is_full

    def lesson(exercise_id: UUID) -> tuple[bool, bool]:
        around = after.places.get(exercise_id)
        version_id = before.lessons.get(around) if around else None
        had = stood.is_full or bool(around and version_id and record.lessons.is_done(around, version_id=version_id))
        return had, had

    lessons = _notes(record.lessons, old=before.lessons, new=after.lessons, after=after, had=course)
    exercises = _notes(record.exercises, old=before.exercises, new=after.exercises, after=after, had=lesson)
    return Record(lessons=record.lessons.noted(lessons), exercises=record.exercises.noted(exercises))


def lost(ledger: Ledger, *, old: Versions, after: Ledger, new: Versions) -> list[UUID]:
    """What was done before and doesn't count as done afterwards."""
    return [
        id_
        for id_, version_id in old.items()
        if ledger.is_done(id_, version_id=version_id) and not _stands(after, id_, version_id=new.get(id_))
    ]


def is_compatible(record: Record, *, before: Edition, moved: Record, after: Edition) -> bool:
    """Whether nothing that the learner did loses its worth: all that was done counts on, and no percentage falls."""
    if figures(moved, edition=after).percent < figures(record, edition=before).percent:
        return False
    return not lost(record.lessons, old=before.lessons, after=moved.lessons, new=after.lessons) and not lost(
        record.exercises, old=before.exercises, after=moved.exercises, new=after.exercises
    )


def _stands(ledger: Ledger, thing_id: UUID, *, version_id: UUID | None) -> bool:
    if version_id is None:
        return ledger.is_noted(thing_id, Effect.KEPT)
    return ledger.is_done(thing_id, version_id=version_id)


def _notes(ledger: Ledger, *, old: Versions, new: Versions, after: Edition, had: Had) -> Mapping[UUID, Note]:
    found: dict[UUID, Note] = {}
    for thing_id in old.keys() | new.keys():
        was, now = old.get(thing_id), new.get(thing_id)
        if was == now:
            continue
        had_some, had_all = had(thing_id)
        move = _Move(thing_id=thing_id, was=was, now=now, had_some=had_some, had_all=had_all)
        choice = Choice(after.choice(thing_id))
        rule = RULES[choice] if now else _gone(choice)
        effect = rule(ledger, move)
        if effect is Effect.REQUIRED or (effect is not None and not ledger.is_noted(thing_id, effect)):
            found[thing_id] = Note(effect=effect, version=after.version)
    return found


def _gone(choice: Choice) -> Rule:
    return _drop if choice is Choice.REQUIRE else _hold


def _drop(ledger: Ledger, move: _Move) -> Effect | None:
    """It doesn't count any more, even where an earlier publication had kept it."""
    return Effect.REQUIRED if ledger.is_noted(move.thing_id, Effect.KEPT) else None


def _hold(ledger: Ledger, move: _Move) -> Effect | None:
    return Effect.KEPT if _was_done(ledger, move) else None


def _keep(ledger: Ledger, move: _Move) -> Effect | None:
    if _is_done(ledger, move):
        return None
    if move.was is not None:
        return Effect.KEPT if _was_done(ledger, move) else None
    return Effect.WAIVED if move.had_some else None


def _require(ledger: Ledger, move: _Move) -> Effect | None:
    """Only what was done in just this version counts."""
    if move.now and ledger.did(move.thing_id, version_id=move.now):
        return None
    counted_otherwise = _is_done(ledger, move) or ledger.is_noted(move.thing_id, Effect.WAIVED)
    return Effect.REQUIRED if counted_otherwise else None


def _credit(ledger: Ledger, move: _Move) -> Effect | None:
    if move.now and ledger.did(move.thing_id, version_id=move.now):
        return None
    if move.was is None:
        return Effect.CREDITED if move.had_all and not _is_done(ledger, move) else None
    return Effect.CREDITED if _was_done(ledger, move) else None


def _was_done(ledger: Ledger, move: _Move) -> bool:
    return move.was is not None and ledger.is_done(move.thing_id, version_id=move.was)


def _is_done(ledger: Ledger, move: _Move) -> bool:
    return move.now is not None and ledger.is_done(move.thing_id, version_id=move.now)


RULES: Mapping[Choice, Rule] = {Choice.KEEP: _keep, Choice.REQUIRE: _require, Choice.CREDIT: _credit}
