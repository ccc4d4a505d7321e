"""What a permission is: plain data that a room declares in its contracts. Standard library only."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

NAME = re.compile(r"(?P<room>[a-z]+)\.(?P<resource>[a-z_]+):(?P<action>[a-z_]+)")


class Scope(StrEnum):
    """On which things somebody holds a permission: their own, those within one on which they have a role, or all."""

    OWN = "own"
    WITHIN = "within"
    ALL = "all"


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """`name` is `<room>.<resource>:<action>`; `grants` maps a role to its scope. A role that isn't there is refused.

    `within` are the roles that hold it on one thing, and on what belongs to that, where they were granted on it alone.
    """

    name: str
    grants: Mapping[str, Scope]
    within: Collection[str] = ()

    def __post_init__(self) -> None:
        if not NAME.fullmatch(self.name):
            raise ValueError(f"{self.name!r} is no permission's name; say <room>.<resource>:<action>")
        scopes = {role: Scope(at) for role, at in self.grants.items()}
        if Scope.WITHIN in scopes.values():
            raise ValueError(f"{self.name}: a role that is granted on one thing is named in `within`")
        object.__setattr__(self, "grants", MappingProxyType(scopes))
        object.__setattr__(self, "within", frozenset(self.within))

    @property
    def room(self) -> str:
        return self.name.partition(".")[0]
