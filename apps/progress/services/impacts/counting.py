"""Counting what would become of each learner, under each policy and choice: the same rules as when it happens."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any, NamedTuple
from uuid import UUID

from apps.progress.contracts import PolicyOutcome
from apps.progress.models import Choice, Enrollment, EnrollmentStatus, Policy
from apps.progress.selectors.following.paths import Place, followed
from apps.progress.selectors.following.records import Edition, Ledger
from apps.progress.selectors.following.steps import lost

ASKED = "asked"
SHOWN = 20  # ids of enrollments that are named
COUNTED = ("would_move", "would_stay", "below_full", "falls", "rises", "would_complete", "passes_lost")


class Fate(NamedTuple):
    """Of one learner: whether they would come along, their percentages, and passes that wouldn't count any more."""

    moves: bool
    now: float
    then: float
    passes_lost: int


@dataclass(kw_only=True)
class Tally:
    """Grows with each learner. `variants` are the asked edition and the same one on other terms."""

    editions: Sequence[Edition]
    variants: Mapping[tuple[str, str], Edition]
    changing: Mapping[UUID, UUID]  # exercises whose version would be another
    looked_at: int = 0
    in_progress: int = 0
    completed: int = 0
    outcomes: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)
    passed: dict[UUID, list[UUID]] = field(default_factory=dict)  # enrollments by exercise
    below_full: list[UUID] = field(default_factory=list)
    _known: dict[Any, list[Fate]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.outcomes = {name: dict.fromkeys(COUNTED, 0) for name in self.variants}
        self.passed = {id_: [] for id_ in self.changing}

    def add(self, enrollment: Enrollment, place: Place) -> None:
        self.looked_at += 1
        is_completed = enrollment.status == EnrollmentStatus.COMPLETED
        self.completed, self.in_progress = self.completed + is_completed, self.in_progress + (not is_completed)
        fates = self._fates(place, considered=enrollment.considered_version)
        for (name, counts), fate in zip(self.outcomes.items(), fates, strict=True):
            _count(counts, fate, completes=fate.then == FULL and enrollment.completed_at is None)
            if name[1] == ASKED and fate.now == FULL > fate.then and len(self.below_full) < SHOWN:
                self.below_full.append(enrollment.pk)
        for id_, version_id in self.changing.items():
            deeds = place.record.exercises.deeds.get(id_)
            if deeds and not place.record.exercises.did(id_, version_id=version_id):
                self.passed[id_].append(enrollment.pk)

    def plain(self, *, learners: int) -> dict[str, Any]:
        outcomes = [
            asdict(PolicyOutcome(policy=policy, choice=choice, **counts))
            for (policy, choice), counts in self.outcomes.items()
        ]
        return {
            "learners": learners,
            "looked_at": self.looked_at,
            "in_progress": self.in_progress,
            "completed": self.completed,
            "outcomes": outcomes,
            "passed": {str(id_): len(found) for id_, found in self.passed.items()},
            "below_full": [str(id_) for id_ in self.below_full],
        }

    def _fates(self, place: Place, *, considered: int) -> list[Fate]:
        """Learners who did the same have the same fate."""
        alike = (place.edition.version, considered, _key(place.record.lessons), _key(place.record.exercises))
        if alike not in self._known:
            self._known[alike] = [
                _fate(place, considered=considered, editions=(*self.editions, edition))
                for edition in self.variants.values()
            ]
        return self._known[alike]


FULL = 100.0


def variants(asked: Edition) -> dict[tuple[str, str], Edition]:
    """First as it was asked; then each policy by which anybody moves, with each choice for all."""
    others = {
        (policy.value, choice.value): replace(asked, policy=policy, default=choice, choices={})
        for policy in (Policy.FOLLOW_COMPATIBLE, Policy.FOLLOW_LATEST)
        for choice in Choice
    }
    return {(asked.policy, ASKED): asked, **others}


def edition_of(asked: Mapping[str, Any], *, version: int) -> Edition:
    return Edition(
        version=version,
        policy=asked["policy"],
        default=asked["default"],
        choices={UUID(id_): choice for id_, choice in asked["choices"].items()},
        **{name: _ids(asked[name]) for name in ("lessons", "exercises", "places")},
    )


def _ids(pairs: Mapping[str, str]) -> dict[UUID, UUID]:
    return {UUID(key): UUID(value) for key, value in pairs.items()}


def _fate(place: Place, *, considered: int, editions: Sequence[Edition]) -> Fate:
    there = followed(place, considered=considered, editions=editions)
    moves = there.edition is editions[-1]
    gone = lost(
        place.record.exercises,
        old=place.edition.exercises,
        after=there.record.exercises,
        new=there.edition.exercises,
    )
    return Fate(moves=moves, now=place.figures.percent, then=there.figures.percent, passes_lost=len(gone))


def _count(counts: dict[str, int], fate: Fate, *, completes: bool) -> None:
    said = {
        "would_move": fate.moves,
        "would_stay": not fate.moves,
        "below_full": fate.now == FULL > fate.then,
        "falls": fate.then < fate.now,
        "rises": fate.then > fate.now,
        "would_complete": completes,
        "passes_lost": fate.passes_lost,
    }
    for name, value in said.items():
        counts[name] += value


def _key(ledger: Ledger) -> tuple[frozenset[Any], frozenset[Any]]:
    return frozenset(ledger.deeds.items()), frozenset(ledger.notes.items())


def spread(ids: Sequence[UUID], *, most: int) -> Iterable[UUID]:
    """Evenly among all, so that a sample isn't of the oldest learners only."""
    return ids if len(ids) <= most else [ids[place * len(ids) // most] for place in range(most)]
