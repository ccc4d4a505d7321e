"""Reads times of day."""


class ClockFormatError(ValueError):
    """The text does not look like a time of day."""


class ClockRangeError(ValueError):
    """The text looks like a time of day that does not exist."""


def parse(text: str) -> int:
    """The minutes since midnight of a time such as 07:45."""
    raise NotImplementedError("Replace this line with your own code.")
