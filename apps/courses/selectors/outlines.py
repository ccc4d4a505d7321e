"""Two outlines side by side: which sections, lessons and exercises came, went, moved or have other versions."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from uuid import UUID

from apps.courses.selectors.editions import Edition

ADDED, REMOVED, MOVED, CHANGED = "added", "removed", "moved", "changed"
KINDS = (ADDED, REMOVED, MOVED, CHANGED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where a part stands: `within` is the lesson of an exercise, the section of a lesson."""

    version_id: UUID
    position: int
    slug: str
    title: str
    within: UUID | None = None
    kind: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class PartChange:
    """Of one section, lesson or exercise; one of the places is None where it isn't in that outline."""

    id: UUID
    before: Place | None
    after: Place | None
    is_moved: bool = False

    @property
    def shown(self) -> Place:
        """As it is now, or was last."""
        place = self.after or self.before
        assert place is not None, "it stands in one of the two"  # noqa: S101 - for the type checker
        return place

    @property
    def kinds(self) -> tuple[str, ...]:
        if self.before is None or self.after is None:
            return (ADDED,) if self.before is None else (REMOVED,)
        is_changed = self.before.version_id != self.after.version_id
        return (MOVED,) * self.is_moved + (CHANGED,) * is_changed


type Places = dict[UUID, Place]


@dataclass(frozen=True, kw_only=True, slots=True)
class OutlineChanges:
    """What differs, in the order of the later outline; what went stands at the end."""

    sections: tuple[PartChange, ...]
    lessons: tuple[PartChange, ...]
    exercises: tuple[PartChange, ...]


def compared(*, before: Edition | None, after: Edition) -> OutlineChanges:
    return OutlineChanges(
        sections=_changes(_sections(before), _sections(after)),
        lessons=_changes(_lessons(before), _lessons(after)),
        exercises=_changes(_exercises(before), _exercises(after)),
    )


def counts(*, before: Edition | None, after: Edition) -> dict[str, dict[str, int] | bool]:
    """How many of each kind; `course` is whether its own text is another."""
    found = compared(before=before, after=after)
    return {
        "course": before is None or before.course_version.id != after.course_version.id,
        "sections": _counted(found.sections),
        "lessons": _counted(found.lessons),
        "exercises": _counted(found.exercises),
    }


def _counted(changes: Sequence[PartChange]) -> dict[str, int]:
    tally = Counter(kind for change in changes for kind in change.kinds)
    return {kind: tally[kind] for kind in KINDS}


def _sections(edition: Edition | None) -> Places:
    titles = {
        lesson.section_id: (lesson.section_version_id, lesson.section_title)
        for lesson in (edition.outline if edition else ())
    }
    return {
        section_id: Place(version_id=version_id, position=place, slug="", title=title)
        for place, (section_id, (version_id, title)) in enumerate(titles.items(), start=1)
        if section_id is not None and version_id is not None
    }


def _lessons(edition: Edition | None) -> Places:
    return {
        lesson.lesson_id: Place(
            version_id=lesson.version_id,
            position=place,
            slug=lesson.slug,
            title=lesson.title,
            within=lesson.section_id,
        )
        for place, lesson in enumerate(edition.outline if edition else (), start=1)
    }


def _exercises(edition: Edition | None) -> Places:
    return {
        each.exercise_id: Place(
            version_id=each.version_id,
            position=place,
            slug=each.slug,
            title=each.title,
            within=lesson.lesson_id,
            kind=each.kind,
        )
        for lesson in (edition.outline if edition else ())
        for place, each in enumerate(lesson.exercises, start=1)
    }


def _changes(old: Places, new: Places) -> tuple[PartChange, ...]:
    moved = _moved(old, new)
    every = [
        PartChange(id=one, before=old.get(one), after=new.get(one), is_moved=one in moved)
        for one in (*new, *(one for one in old if one not in new))
    ]
    return tuple(change for change in every if change.kinds)


def _moved(old: Places, new: Places) -> set[UUID]:
    """Those that went to another whole, and within a whole as few as explain its order."""
    staying = {one for one in new if one in old and old[one].within == new[one].within}
    before, after = _by_whole(old, staying), _by_whole(new, staying)
    return {one for one in new if one in old} - {
        one for whole, members in after.items() for one in _kept(before[whole], members)
    }


def _by_whole(places: Places, members: set[UUID]) -> dict[UUID | None, list[UUID]]:
    wholes: dict[UUID | None, list[UUID]] = {}
    for one, place in places.items():
        if one in members:
            wholes.setdefault(place.within, []).append(one)
    return wholes


def _kept(before: list[UUID], after: list[UUID]) -> Iterator[UUID]:
    """Those that stand in the same order in both."""
    for block in SequenceMatcher(None, before, after, autojunk=False).get_matching_blocks():
        yield from before[block.a : block.a + block.size]
