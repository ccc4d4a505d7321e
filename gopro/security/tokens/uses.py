"""What a token is good for, and how long it may be."""

from datetime import timedelta
from enum import StrEnum

LONGEST_OF_SESSION = timedelta(hours=9)
LONGEST_PERSONAL = timedelta(days=366)


class Use(StrEnum):
    """Each has its own audience, so that none passes for another."""

    ACCESS = "access"
    STAFF = "staff"
    PERSONAL = "personal"

    @property
    def audience(self) -> str:
        return "gopro" if self is Use.ACCESS else self.value

    @property
    def longest(self) -> timedelta:
        """How long a token may live at most: for so long its key has to be kept."""
        return LONGEST_PERSONAL if self is Use.PERSONAL else LONGEST_OF_SESSION
