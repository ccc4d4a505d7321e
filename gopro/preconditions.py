"""A condition on the version of a row, checked by a service under the row's lock; free of any framework."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

from gopro.errors import PreconditionFailed


def version_tag(version: object) -> str:
    """A short opaque text for a version: a number, or the time of the last change."""
    text = version.isoformat() if isinstance(version, datetime) else str(version)
    return blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, kw_only=True, slots=True)
class Precondition:
    """What the caller last saw: one of these versions, or, with None, whatever stands there."""

    versions: frozenset[str] | None = None

    def check(self, version: object) -> None:
        """Refuse if the row has changed since."""
        if self.versions is not None and version_tag(version) not in self.versions:
            raise PreconditionFailed


UNCONDITIONAL = Precondition()
