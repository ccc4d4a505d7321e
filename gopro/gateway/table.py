"""The routing table: typed data that says which room answers which method and path."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Literal

type Kind = Literal["web", "live"]

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
SAFE = frozenset({"GET", "HEAD"})
MEBIBYTE = 1024 * 1024
ANY = "*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Route:
    """Where a path goes. `/a/{id}` is one segment of any text; `/a/*` is `/a` and everything below it."""

    template: str
    room: str
    methods: frozenset[str] = METHODS
    kind: Kind = "web"
    timeout: float = 15.0
    body_limit: int = MEBIBYTE
    retry: bool = True

    @property
    def segments(self) -> tuple[str, ...]:
        return tuple(self.template.removeprefix("/").split("/"))

    @property
    def is_secret(self) -> bool:
        """Whether the path itself is a credential, which no log may show."""
        return "{token}" in self.segments


@dataclass(slots=True)
class Node:
    """One segment of the tree of templates."""

    literals: dict[str, "Node"] = field(default_factory=dict)
    parameter: "Node | None" = None
    exact: list[Route] = field(default_factory=list)
    below: list[Route] = field(default_factory=list)

    def child(self, segment: str) -> "Node":
        if not segment.startswith("{"):
            return self.literals.setdefault(segment, Node())
        self.parameter = self.parameter or Node()
        return self.parameter

    def candidates(self, segments: Sequence[str], index: int = 0) -> Iterator[Route]:
        """Routes whose template matches, the most specific first: literal, parameter, everything below."""
        if index == len(segments):
            yield from self.exact
        else:
            segment = segments[index]
            if (literal := self.literals.get(segment)) is not None:
                yield from literal.candidates(segments, index + 1)
            if self.parameter is not None and segment:
                yield from self.parameter.candidates(segments, index + 1)
        yield from self.below


class Table:
    """All routes, built once into a tree, so that a match costs the length of the path and not of the table."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self.routes = tuple(routes)
        self._root = Node()
        for route in self.routes:
            self._plant(route)

    def match(self, *, method: str, segments: Sequence[str]) -> Route | None:
        """The most specific route that takes the method; a method that no route takes is the room's to refuse."""
        passed_over: Route | None = None
        for route in self._root.candidates(segments):
            if method in route.methods:
                return route
            passed_over = passed_over or route
        return passed_over

    def validate(self, *, rooms: Iterable[str]) -> list[str]:
        """What is wrong with the table, one sentence each."""
        known = frozenset(rooms)
        return [*self._duplicates(), *(fault for route in self.routes for fault in faults_of(route, known))]

    def _plant(self, route: Route) -> None:
        node = self._root
        *way, last = route.segments
        for segment in way:
            node = node.child(segment)
        leaf = node.below if last == ANY else node.child(last).exact
        leaf.append(route)
        leaf.sort(key=lambda each: len(each.methods))

    def _duplicates(self) -> Iterator[str]:
        seen: set[tuple[tuple[str, ...], str]] = set()
        for route in self.routes:
            shape = tuple("{}" if segment.startswith("{") else segment for segment in route.segments)
            for method in sorted(route.methods):
                if (shape, method) in seen and len(route.methods) == len(METHODS):
                    yield f"{route.template}: two routes take it."
                    break
                if (shape, method) in seen:
                    yield f"{method} {route.template}: two routes take it."
                seen.add((shape, method))


def faults_of(route: Route, rooms: frozenset[str]) -> Iterator[str]:
    """What is wrong with one route, whatever the others are."""
    if not route.template.startswith("/"):
        yield f"{route.template}: a template starts with a slash."
    if any(segment == ANY for segment in route.segments[:-1]):
        yield f"{route.template}: * stands only at the end."
    if any("{" in segment and not (segment.startswith("{") and segment.endswith("}")) for segment in route.segments):
        yield f"{route.template}: a parameter is a whole segment."
    if route.room not in rooms:
        yield f"{route.template}: there is no room {route.room!r}."
    if unknown := route.methods - METHODS:
        yield f"{route.template}: unknown methods {', '.join(sorted(unknown))}."
    if not route.methods:
        yield f"{route.template}: takes no method."
    if route.timeout <= 0 or route.body_limit < 0:
        yield f"{route.template}: the time-out and the body limit must be positive."
