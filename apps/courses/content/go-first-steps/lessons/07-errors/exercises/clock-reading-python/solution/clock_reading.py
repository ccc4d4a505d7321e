"""Reads times of day."""

import re

WELL_FORMED = re.compile(r"([0-9]{2}):([0-9]{2})")


class ClockFormatError(ValueError):
    """The text does not look like a time of day."""


class ClockRangeError(ValueError):
    """The text looks like a time of day that does not exist."""


def parse(text: str) -> int:
    """The minutes since midnight of a time such as 07:45."""
    match = WELL_FORMED.fullmatch(text)
    if match is None:
        raise ClockFormatError(f"{text!r} does not look like 07:45")
    hours, minutes = int(match[1]), int(match[2])
    if hours > 23 or minutes > 59:
        raise ClockRangeError(f"{text!r} is no time of day")
    return hours * 60 + minutes
