"""What a learner did, what publications made of it, and what that amounts to; free of the database."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple
from uuid import UUID

from apps.progress.models import Choice, Effect, Policy

type Versions = Mapping[UUID, UUID]  # of lessons or exercises, by their ids


class Deed(NamedTuple):
    """That something was done: in which version of it, and in which publication of the course."""

    version_id: UUID | None
    followed: int


class Note(NamedTuple):
    """What the author of a publication chose, for this learner, for one thing."""

    effect: str
    version: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Ledger:
    """Of lessons, or of exercises: deeds, and the latest note on each thing."""

    deeds: Mapping[UUID, tuple[Deed, ...]]
    notes: Mapping[UUID, Note]

    def did(self, thing_id: UUID, *, version_id: UUID) -> bool:
        """Whether just this version was done."""
        return any(deed.version_id == version_id for deed in self.deeds.get(thing_id, ()))

    def is_done(self, thing_id: UUID, *, version_id: UUID) -> bool:
        note = self.notes.get(thing_id)
        if note and note.effect in {Effect.CREDITED, Effect.KEPT}:
            return True
        since = note.version if note and note.effect == Effect.REQUIRED else 0
        return self.did(thing_id, version_id=version_id) or any(
            deed.followed >= since for deed in self.deeds.get(thing_id, ())
        )

    def counts(self, thing_id: UUID, *, version_id: UUID) -> bool:
        """What is waived counts for those alone who did it all the same."""
        return not self.is_noted(thing_id, Effect.WAIVED) or self.is_done(thing_id, version_id=version_id)

    def is_noted(self, thing_id: UUID, effect: Effect) -> bool:
        note = self.notes.get(thing_id)
        return note is not None and note.effect == effect

    def kept_beside(self, versions: Versions) -> list[UUID]:
        """What goes on counting although it isn't there any more."""
        return [id_ for id_, note in self.notes.items() if note.effect == Effect.KEPT and id_ not in versions]

    def noted(self, notes: Mapping[UUID, Note]) -> "Ledger":
        return replace(self, notes={**self.notes, **notes}) if notes else self


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """All of one learner in one course."""

    lessons: Ledger
    exercises: Ledger


@dataclass(frozen=True, kw_only=True, slots=True)
class Edition:
    """A publication: what is in it, in which lesson each exercise is, and on which terms one comes to it."""

    version: int
    policy: str = Policy.PIN
    default: str = Choice.KEEP
    choices: Mapping[UUID, str]
    lessons: Versions
    exercises: Versions
    places: Mapping[UUID, UUID]

    def choice(self, thing_id: UUID) -> str:
        return self.choices.get(thing_id, self.default)


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """Lessons that count for a learner, and how many of them are done."""

    completed: int
    total: int

    @property
    def is_full(self) -> bool:
        return 0 < self.total == self.completed

    @property
    def percent(self) -> float:
        return percent(completed=self.completed, total=self.total)


def figures(record: Record, *, edition: Edition) -> Figures:
    ledger, lessons = record.lessons, edition.lessons
    done = sum(ledger.is_done(id_, version_id=version_id) for id_, version_id in lessons.items())
    counted = sum(ledger.counts(id_, version_id=version_id) for id_, version_id in lessons.items())
    kept = len(ledger.kept_beside(lessons))
    return Figures(completed=done + kept, total=counted + kept)


def percent(*, completed: int, total: int) -> float:
    """Completed lessons / lessons * 100, to one decimal; 100 only when all are, and 0 where nothing counts."""
    if not total:
        return 0.0
    if completed >= total:
        return 100.0
    return min(99.9, round(completed / total * 100, 1))
