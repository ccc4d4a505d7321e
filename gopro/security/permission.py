"""What a permission is: plain data that a room declares in its contracts. Standard library only."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

NAME = re.compile(r"(?P<room>[a-z]+)\.(?P<resource>[a-z_]+):(?P<action>[a-z_]+)")


class Scope(StrEnum):
    """On which rows a role holds a permission."""

    OWN = "own"
    ALL = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """`name` is `<room>.<resource>:<action>`; `grants` maps a role to its scope. A role that isn't there is refused."""

    name: str
    grants: Mapping[str, Scope]

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no permission's name; say <room>.<resource>:<action>")
        object.__setattr__(self, "grants", MappingProxyType({role: Scope(at) for role, at in self.grants.items()}))

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]
