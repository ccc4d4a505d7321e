"""A condition on the version of a row, checked by a service under the row's lock; free of any framework."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Self

from gopro.errors import PreconditionFailed


def version_tag(version: object) -> str:
    """A short opaque text for a version: a number, or the time of the last change."""
    text = version.isoformat() if isinstance(version, datetime) else str(version)
    return blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Precondition:
    """What the caller last saw: one of these versions, or, with None, whatever stands there."""

    versions: frozenset[str] | None = None

    @classmethod
    def seen(cls, version: object) -> Self:
        """That of who saw this version and no other."""
        return cls(versions=frozenset({version_tag(version)}))

    def names(self, version: object) -> bool:
        """Whether the caller said that this is what they saw."""
        return self.versions is not None and version_tag(version) in self.versions

    def check(self, version: object) -> None:
        """Refuse if the row has changed since."""
        if self.versions is not None and not self.names(version):
            raise PreconditionFailed


UNCONDITIONAL = Precondition()
