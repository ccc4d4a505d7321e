"""What a request must be before anybody behind hears of it."""

import re
from collections.abc import Sequence
from urllib.parse import unquote_to_bytes

from gopro.gateway import problems
from gopro.gateway.exchange import Headers
from gopro.gateway.identity import values
from gopro.gateway.table import METHODS

TARGET_LIMIT = 8 * 1024
HEAD_LIMIT = 32 * 1024
HEADER_COUNT = 100

# A path in which the server behind would see other segments than the gateway does.
AMBIGUOUS_PATH = re.compile(rb"//|[\\#]|%2f|%5c|%00|[^\x21-\x7e]|^(?!/)", re.IGNORECASE)
HOST = re.compile(rb"((?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252}))|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


def check_method(method: str) -> None:
    if method not in METHODS:
        raise problems.method_not_allowed(METHODS)


def check_sizes(*, path: bytes, query: bytes, headers: Headers) -> None:
    if len(path) + len(query) > TARGET_LIMIT:
        raise problems.target_too_long(TARGET_LIMIT)
    if len(headers) > HEADER_COUNT or sum(len(name) + len(value) for name, value in headers) > HEAD_LIMIT:
        raise problems.head_too_large(size=HEAD_LIMIT, count=HEADER_COUNT)


def host_of(headers: Headers) -> str:
    """The one host that is asked, without its port."""
    given = values(headers, b"host")
    if len(given) != 1 or not (found := HOST.fullmatch(given[0])):
        raise problems.bad_request("bad_host", "There must be exactly one valid Host header.")
    return found[1].decode().lower().removesuffix(".")


def check_host(host: str, *, allowed: Sequence[str]) -> None:
    """Ours: `.example.org` allows every name below it, `*` any."""
    if not any(each == "*" or host == each.lower() or (each[:1] == "." and host.endswith(each)) for each in allowed):
        raise problems.bad_request("bad_host", "This host is not served here.")


def segments_of(path: bytes) -> tuple[str, ...]:
    """The path as the server behind will see it, or a refusal if the two could disagree."""
    if AMBIGUOUS_PATH.search(path):
        raise problems.bad_request("bad_path", "The path has empty, encoded or malformed segments.")
    decoded = unquote_to_bytes(path) if b"%" in path else path
    segments = tuple(decoded[1:].decode(errors="replace").split("/"))
    if "." in segments or ".." in segments:
        raise problems.bad_request("bad_path", "The path must not have dot segments.")
    return segments
