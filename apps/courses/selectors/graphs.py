"""Graphs without cycles: what stands before what, walked a level at a time."""

from collections.abc import Callable, Collection, Iterable, Mapping
from graphlib import CycleError, TopologicalSorter
from uuid import UUID

type Before = Mapping[UUID, Collection[UUID]]  # for each thing those that stand right before it
type Edges = Callable[[Collection[UUID]], Before]  # the same, asked for as the walk goes on


def way_back(*, to: UUID, through: Iterable[UUID], edges: Edges) -> tuple[UUID, ...]:
    """The shortest cycle that standing after each of `through` would close, from `to` back to it; empty for none."""
    came_from = dict.fromkeys(through, to)
    level: list[UUID] = list(came_from)
    while level and to not in came_from:
        before = edges(level)
        level = []
        for thing, others in before.items():
            fresh = [other for other in others if other not in came_from]
            came_from.update(dict.fromkeys(fresh, thing))
            level.extend(fresh)
    return _unwound(came_from, to=to) if to in came_from else ()


def all_before(*, start: Iterable[UUID], edges: Edges) -> dict[UUID, tuple[UUID, ...]]:
    """Everything that stands before these, near or far, and they themselves."""
    found: dict[UUID, tuple[UUID, ...]] = {}
    level = list(dict.fromkeys(start))
    while level:
        before = edges(level)
        found.update({thing: tuple(before.get(thing, ())) for thing in level})
        level = list(dict.fromkeys(other for thing in level for other in found[thing] if other not in found))
    return found


def in_order(before: Before) -> list[UUID]:
    """Each after all that stand before it. There is no cycle."""
    return list(TopologicalSorter(before).static_order())


def a_cycle(before: Before) -> tuple[UUID, ...]:
    """One of the whole graph, from a thing through what stands before it back to itself; empty where there is none."""
    try:
        TopologicalSorter(before).prepare()
    except CycleError as found:
        return tuple(reversed(found.args[1]))
    return ()


def _unwound(came_from: Mapping[UUID, UUID], *, to: UUID) -> tuple[UUID, ...]:
    way = [to]
    while True:
        way.append(came_from[way[-1]])
        if way[-1] == to:
            return tuple(reversed(way))
