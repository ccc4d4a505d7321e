"""Where each room is served; taking a room out of the monolith changes an address here, and no code."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from gopro.gateway.table import Kind, Route


@dataclass(frozen=True, kw_only=True, slots=True)
class Upstreams:
    """Origins such as `http://127.0.0.1:8090`, by room: for requests, and for web sockets."""

    web: Mapping[str, str]
    live: Mapping[str, str]

    def origin_of(self, route: Route) -> str:
        return (self.live if route.kind == "live" else self.web)[route.room]

    def origins(self) -> Iterator[tuple[Kind, str, tuple[str, ...]]]:
        """Each distinct origin once, with its kind and the rooms behind it."""
        for kind, by_room in (("web", self.web), ("live", self.live)):
            for origin in dict.fromkeys(by_room.values()):
                yield kind, origin, tuple(room for room, each in by_room.items() if each == origin)  # type: ignore[misc]  # a tuple of literals loses its type

    def validate(self) -> list[str]:
        """What is wrong with the addresses, one sentence each."""
        return [
            f"{origin!r} is not an upstream: http://host:port." for _, origin, _ in self.origins() if not valid(origin)
        ]


def valid(origin: str) -> bool:
    parts = urlsplit(origin)
    bare = not (parts.path or parts.query or parts.fragment or parts.username)
    return parts.scheme in {"http", "https"} and bool(parts.hostname) and bare
