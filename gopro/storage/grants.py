"""What an address of the local disk allows, signed: so long, one file, and how it is sent or shown."""

import math
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.signing import BadSignature, Signer

from gopro.storage.contract import ADDRESS_HOLDS, Announced, FileNotThere, Shown

SALT = "gopro.storage"
WINDOW = 300  # seconds in which a file has one address, so that browsers know it again


@dataclass(frozen=True, kw_only=True, slots=True)
class Grant:
    """To send what is `announced`, or to get it as it is `shown`; `until` is in seconds since 1970."""

    name: str
    until: int
    announced: Announced | None = None
    shown: Shown | None = None

    @property
    def expires_at(self) -> datetime:
        return datetime.fromtimestamp(self.until, tz=UTC)

    def token(self) -> str:
        return _signer().sign_object(asdict(self))


def until() -> int:
    """At least as long as an address holds."""
    now = time.time()
    return math.ceil(now / WINDOW) * WINDOW + int(ADDRESS_HOLDS.total_seconds())


def granted(token: str) -> Grant:
    """Raises FileNotThere for what nobody signed, or what is over."""
    try:
        said: dict[str, Any] = _signer().unsign_object(token)
    except (BadSignature, ValueError):
        raise FileNotThere from None
    announced, shown = said.pop("announced"), said.pop("shown")
    grant = Grant(
        **said,
        announced=Announced(**announced) if announced else None,
        shown=Shown(**shown) if shown else None,
    )
    if grant.until < time.time():
        raise FileNotThere
    return grant


def _signer() -> Signer:
    return Signer(salt=SALT)
