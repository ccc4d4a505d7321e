"""What counts for whom after a publication: each choice on what is new, changed or gone, as a table."""

from uuid import UUID

import pytest

from apps.progress.models import Choice, Effect, Policy
from apps.progress.selectors.following.paths import Place, followed, moved
from apps.progress.selectors.following.reasons import counts_as
from apps.progress.selectors.following.records import Deed, Edition, Figures, Ledger, Note, Record, figures, percent
from apps.progress.selectors.following.steps import come_along, is_compatible

A, B, C, D = (UUID(int=number) for number in range(1, 5))
V1, V2, V3 = (UUID(int=number) for number in range(11, 14))
EMPTY = Ledger(deeds={}, notes={})


def edition(version: int, lessons: dict[UUID, UUID], *, default: str = "keep", policy: str = "pin", **rest) -> Edition:
    said = {"choices": {}, "exercises": {}, "places": {}} | rest
    return Edition(version=version, policy=policy, default=default, lessons=lessons, **said)


def record(done: dict[UUID, tuple[Deed, ...]] | None = None, notes: dict[UUID, Note] | None = None) -> Record:
    return Record(lessons=Ledger(deeds=done or {}, notes=notes or {}), exercises=EMPTY)


def did(*things: UUID, version_id: UUID = V1, followed: int = 1) -> dict[UUID, tuple[Deed, ...]]:
    return {thing: (Deed(version_id=version_id, followed=followed),) for thing in things}


BASE = edition(1, {A: V1, B: V1})
HALF, FULL, NONE = did(A), did(A, B), did()
WAIVED, CREDITED, KEPT, REQUIRED = Effect.WAIVED, Effect.CREDITED, Effect.KEPT, Effect.REQUIRED


@pytest.mark.parametrize(
    ("lessons", "choice", "done", "completed", "total", "notes"),
    [
        # C is new
        ({A: V1, B: V1, C: V1}, "keep", FULL, 2, 2, {C: WAIVED}),
        ({A: V1, B: V1, C: V1}, "keep", HALF, 1, 2, {C: WAIVED}),
        ({A: V1, B: V1, C: V1}, "keep", NONE, 0, 3, {}),
        ({A: V1, B: V1, C: V1}, "require", FULL, 2, 3, {}),
        ({A: V1, B: V1, C: V1}, "require", HALF, 1, 3, {}),
        ({A: V1, B: V1, C: V1}, "credit", FULL, 3, 3, {C: CREDITED}),
        ({A: V1, B: V1, C: V1}, "credit", HALF, 1, 3, {}),
        # A is changed
        ({A: V2, B: V1}, "keep", HALF, 1, 2, {}),
        ({A: V2, B: V1}, "keep", NONE, 0, 2, {}),
        ({A: V2, B: V1}, "require", FULL, 1, 2, {A: REQUIRED}),
        ({A: V2, B: V1}, "require", NONE, 0, 2, {}),
        ({A: V2, B: V1}, "credit", HALF, 1, 2, {A: CREDITED}),
        ({A: V2, B: V1}, "credit", did(B), 1, 2, {}),
        # A is gone
        ({B: V1}, "keep", HALF, 1, 2, {A: KEPT}),
        ({B: V1}, "keep", did(B), 1, 1, {}),
        ({B: V1}, "credit", HALF, 1, 2, {A: KEPT}),
        ({B: V1}, "require", HALF, 0, 1, {}),
        ({B: V1}, "require", FULL, 1, 1, {}),
        # nothing, or only the order
        ({B: V1, A: V1}, "require", FULL, 2, 2, {}),
    ],
)
def test_what_a_choice_makes_of_what_was_done(lessons, choice, done, completed, total, notes):
    after = edition(2, lessons, default=choice)
    there = come_along(record(done), before=BASE, after=after)
    assert figures(there, edition=after) == Figures(completed=completed, total=total)
    assert there.lessons.notes == {id_: Note(effect=effect, version=2) for id_, effect in notes.items()}


def test_a_choice_for_one_thing_goes_before_that_for_all():
    after = edition(2, {A: V2, B: V2}, default="require", choices={B: "keep"})
    there = come_along(record(FULL), before=BASE, after=after)
    assert there.lessons.notes == {A: Note(effect=REQUIRED, version=2)}
    assert figures(there, edition=after) == Figures(completed=1, total=2)


def test_what_is_required_anew_is_done_by_doing_it_again():
    before, after = edition(2, {A: V2, B: V1}, default="require"), edition(3, {A: V3, B: V1})
    there = come_along(record(FULL), before=BASE, after=before)
    again = Record(
        lessons=Ledger(deeds=FULL | {A: (*FULL[A], Deed(version_id=V2, followed=2))}, notes=there.lessons.notes),
        exercises=EMPTY,
    )
    assert figures(again, edition=before).is_full
    assert figures(come_along(again, before=before, after=after), edition=after).is_full
    strict = edition(3, {A: V3, B: V1}, default="require")
    assert figures(come_along(again, before=before, after=strict), edition=strict) == Figures(completed=1, total=2)


def test_just_this_version_is_never_asked_for_twice():
    """A roll-back shows again what was done."""
    second = edition(2, {A: V2, B: V1}, default="require")
    back = edition(3, {A: V1, B: V1}, default="require")
    there = come_along(come_along(record(FULL), before=BASE, after=second), before=second, after=back)
    assert figures(there, edition=back).is_full


def test_what_is_waived_and_done_all_the_same_counts():
    after = edition(2, {A: V1, B: V1, C: V1})
    there = come_along(record(HALF), before=BASE, after=after)
    also = Record(
        lessons=Ledger(deeds=HALF | {C: (Deed(version_id=V1, followed=2),)}, notes=there.lessons.notes), exercises=EMPTY
    )
    assert (figures(there, edition=after), figures(also, edition=after)) == (
        Figures(completed=1, total=2),
        Figures(completed=2, total=3),
    )


def test_what_was_kept_and_comes_back_is_done_and_counts_once():
    without, back = edition(2, {B: V1}), edition(3, {A: V2, B: V1})
    there = come_along(come_along(record(HALF), before=BASE, after=without), before=without, after=back)
    assert figures(there, edition=back) == Figures(completed=1, total=2)
    dropped = edition(3, {B: V1, C: V1}, default="require", choices={})
    assert figures(come_along(there, before=back, after=dropped), edition=dropped) == Figures(completed=0, total=2)


class TestExercises:
    BEFORE = edition(1, {A: V1, B: V1}, exercises={C: V1}, places={C: A})

    def after(self, exercises: dict[UUID, UUID], choice: str) -> Edition:
        return edition(2, {A: V1, B: V1}, default=choice, exercises=exercises, places=dict.fromkeys(exercises, A))

    @pytest.mark.parametrize(
        ("exercises", "choice", "expected"),
        [
            ({C: V2}, "keep", {}),
            ({C: V2}, "require", {C: REQUIRED}),
            ({C: V2}, "credit", {C: CREDITED}),
            ({}, "keep", {C: KEPT}),
            ({}, "require", {}),
            ({C: V1, D: V1}, "keep", {D: WAIVED}),
            ({C: V1, D: V1}, "require", {}),
            ({C: V1, D: V1}, "credit", {D: CREDITED}),
        ],
    )
    def test_of_who_passed_it_and_completed_its_lesson(self, exercises, choice, expected):
        own = Record(lessons=Ledger(deeds=HALF, notes={}), exercises=Ledger(deeds=did(C), notes={}))
        there = come_along(own, before=self.BEFORE, after=self.after(exercises, choice))
        assert there.exercises.notes == {id_: Note(effect=effect, version=2) for id_, effect in expected.items()}

    @pytest.mark.parametrize("choice", Choice.values)
    def test_of_who_did_nothing_there_is_nothing_to_note(self, choice):
        for exercises in ({C: V2}, {}, {C: V1, D: V1}):
            there = come_along(record(did(B)), before=self.BEFORE, after=self.after(exercises, choice))
            assert there.exercises.notes == {}

    def test_a_pass_that_would_not_count_any_more_holds_back(self):
        own = Record(lessons=EMPTY, exercises=Ledger(deeds=did(C), notes={}))
        for choice, fits in (("keep", True), ("require", False), ("credit", True)):
            after = self.after({C: V2}, choice)
            there = come_along(own, before=self.BEFORE, after=after)
            assert is_compatible(own, before=self.BEFORE, moved=there, after=after) is fits


@pytest.mark.parametrize(
    ("lessons", "choice", "done", "fits"),
    [
        ({A: V1, B: V1, C: V1}, "require", HALF, False),  # the percentage falls
        ({A: V1, B: V1, C: V1}, "require", NONE, True),  # there is nothing to lose
        ({A: V2, B: V1}, "require", did(B), True),  # another lesson than theirs
        ({A: V2, B: V1}, "require", HALF, False),
        ({B: V1}, "require", FULL, False),  # still at 100 %, but a lesson that they did is gone
        ({A: V2, B: V2, C: V1}, "keep", FULL, True),
        ({A: V2, B: V2, C: V1}, "credit", FULL, True),
    ],
)
def test_compatible_is_what_takes_nothing_away(lessons, choice, done, fits):
    after = edition(2, lessons, default=choice)
    own = record(done)
    assert is_compatible(own, before=BASE, moved=come_along(own, before=BASE, after=after), after=after) is fits


class TestPaths:
    FIRST = edition(1, {A: V1, B: V1})
    SECOND = edition(2, {A: V2, B: V1}, default="require", policy=Policy.FOLLOW_COMPATIBLE)
    THIRD = edition(3, {A: V2, B: V1, C: V1}, default="credit", policy=Policy.FOLLOW_LATEST)
    PINNED = edition(4, {A: V3, B: V1}, default="require", policy=Policy.PIN)
    ALL = (FIRST, SECOND, THIRD, PINNED)

    def test_each_publication_decides_by_its_own_policy(self):
        place = Place(record=record(FULL), edition=self.FIRST)
        assert followed(place, considered=1, editions=self.ALL[:2]).edition is self.FIRST
        there = followed(place, considered=1, editions=self.ALL)
        assert (there.edition.version, there.figures) == (3, Figures(completed=1, total=3))
        newcomer = Place(record=record(), edition=self.FIRST)
        assert followed(newcomer, considered=1, editions=self.ALL[:2]).edition is self.SECOND

    def test_what_was_decided_is_not_decided_again(self):
        place = Place(record=record(FULL), edition=self.FIRST)
        assert followed(place, considered=4, editions=self.ALL).edition is self.FIRST

    def test_at_once_or_one_by_one_leads_to_the_same_place(self):
        place = Place(record=record(FULL), edition=self.FIRST)
        at_once = moved(place, to=self.PINNED, editions=self.ALL)
        for each in self.ALL[1:]:
            place = moved(place, to=each, editions=self.ALL)
        assert at_once == place
        assert at_once.record.lessons.notes == {A: Note(effect=REQUIRED, version=2)}


@pytest.mark.parametrize(
    ("completed", "total", "expected"), [(0, 0, 0.0), (0, 7, 0.0), (1, 7, 14.3), (1999, 2000, 99.9), (7, 7, 100.0)]
)
def test_percent_is_100_only_when_all_that_counts_is_done(completed, total, expected):
    assert percent(completed=completed, total=total) == expected


@pytest.mark.parametrize(
    ("done", "note", "version_id", "expected"),
    [
        (NONE, None, V1, "open"),
        (FULL, None, V2, "done"),
        (NONE, WAIVED, V1, "waived"),
        (FULL, WAIVED, V1, "done"),
        (NONE, CREDITED, V1, "credited"),
        (FULL, REQUIRED, V2, "required"),
        (FULL, REQUIRED, V1, "done"),
        (FULL, KEPT, None, "kept"),
        (FULL, None, None, "gone"),
    ],
)
def test_a_reason_says_why_it_counts_or_not(done, note, version_id, expected):
    ledger = Ledger(deeds=done, notes={A: Note(effect=note, version=2)} if note else {})
    assert counts_as(ledger, A, version_id=version_id) == expected
