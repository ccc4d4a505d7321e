"""Trace context as the W3C says: a valid `traceparent` is continued, anything else starts a new trace."""

import re
import secrets

PARENT = re.compile(
    r"(?P<version>[0-9a-f]{2})-(?P<trace>[0-9a-f]{32})-(?P<span>[0-9a-f]{16})-(?P<flags>[0-9a-f]{2})(?P<more>-.*)?"
)
NO_TRACE = "0" * 32
NO_SPAN = "0" * 16


def continued(header: str) -> str:
    """The header as it is passed on: same trace if it was valid, always as version 00."""
    found = PARENT.fullmatch(header.strip())
    if found is None or not _is_valid(found):
        return fresh()
    sampled = int(found["flags"], 16) & 1
    return f"00-{found['trace']}-{found['span']}-{sampled:02x}"


def fresh() -> str:
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def _is_valid(parent: re.Match[str]) -> bool:
    if parent["version"] == "ff" or parent["trace"] == NO_TRACE or parent["span"] == NO_SPAN:
        return False
    return parent["more"] is None or parent["version"] != "00"
