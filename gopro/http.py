"""The door to other people's servers: an exchange is bounded in time and size, follows no redirect, and stays outside.

An address of the inside (private, of this machine, of a cloud's metadata) is reached only if `HTTP_INSIDE` lists its
origin, and only such an origin may be spoken to without TLS. The address that was looked at is the one connected to,
so that a name can't answer another one at the second look-up. Nothing is taken from the environment's proxies.
"""

import json
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from socket import SOCK_STREAM, gaierror, getaddrinfo
from typing import Any, override
from urllib.parse import urlsplit

import httpcore2
import httpx2
from django.conf import settings

CONNECT_SECONDS = 3.0
WHOLE_SECONDS = 10.0  # connecting, and an answer that drips, together
LARGEST_ANSWER = 512 * 1024
SUCCESS = 200
TRANSLATED = IPv6Network("64:ff9b::/96")  # NAT64: an IPv4 address of wherever in the clothes of a global one
FAILURES = (
    httpcore2.NetworkError,
    httpcore2.TimeoutException,
    httpcore2.ProtocolError,
    httpcore2.UnsupportedProtocol,
    ssl.SSLError,
)
HEADERS = {"User-Agent": "GO-PRO", "Accept": "application/json", "Accept-Encoding": "identity"}


class Failed(Exception):
    """No answer that can be used; the text says why, for the log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """In the shape that libraries know from their own HTTP clients."""

    status_code: int
    content: bytes

    def json(self) -> Any:
        """Raises ValueError; a deep nest too, which the parser gives up on, is one."""
        try:
            return json.loads(self.content)
        except RecursionError as failure:
            raise ValueError("nested too deep") from failure

    def raise_for_status(self) -> None:
        """Raises Failed for whatever is no success: a redirect isn't followed."""
        if self.status_code != SUCCESS:
            raise Failed(f"status {self.status_code}")


def get(url: str, *, headers: Mapping[str, str] | None = None) -> Answer:
    """Raises Failed."""
    return _exchange("GET", url, headers=headers or {}, body=b"")


def post(url: str, *, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Raises Failed."""
    return _exchange("POST", url, headers=headers, body=body)


def is_permitted(url: str) -> bool:
    """Whether one may speak to this at all: over TLS, or to an origin of the inside that is listed."""
    try:
        parts = urlsplit(url)
        hostname, _ = parts.hostname, parts.port
    except ValueError:
        return False
    plain = url.isascii() and url.isprintable() and " " not in url and "\\" not in url and "@" not in parts.netloc
    return plain and bool(hostname) and (parts.scheme == "https" or _origin(url) in settings.HTTP_INSIDE)


def _exchange(method: str, url: str, *, headers: Mapping[str, str], body: bytes) -> Answer:
    if not is_permitted(url):
        raise Failed("this address isn't spoken to: no TLS, or no address at all")
    told = list((HEADERS | dict(headers)).items())
    deadline = Deadline(at=time.monotonic() + WHOLE_SECONDS)
    network = Network(deadline=deadline, is_inside=_origin(url) in settings.HTTP_INSIDE)
    try:
        with (
            httpcore2.ConnectionPool(ssl_context=_trust(), network_backend=network) as pool,
            pool.stream(method, url, headers=told, content=body) as response,
        ):
            return Answer(status_code=response.status, content=_bounded(response.iter_stream()))
    except FAILURES as failure:
        raise Failed(f"{type(failure).__name__}: {failure}") from failure


def _bounded(chunks: Iterable[bytes]) -> bytes:
    content = bytearray()
    for chunk in chunks:
        content += chunk
        if len(content) > LARGEST_ANSWER:
            raise Failed(f"more than {LARGEST_ANSWER} bytes")
    return bytes(content)


def _origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


@cache
def _trust() -> ssl.SSLContext:
    """The authorities of this machine, read once."""
    return httpx2.create_ssl_context()


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """When the whole exchange must be over."""

    at: float

    def left(self) -> float:
        seconds = self.at - time.monotonic()
        if seconds <= 0:
            raise httpcore2.ReadTimeout("the whole exchange took too long")
        return seconds


class Network(httpcore2.NetworkBackend):
    """Looks a name up once, refuses what is inside, and gives each step only the time that is left."""

    def __init__(self, *, deadline: Deadline, is_inside: bool) -> None:
        self._deadline, self._is_inside = deadline, is_inside
        self._wire = httpcore2.SyncBackend()

    @override
    def connect_tcp(self, host: str, port: int, *args: Any, **options: Any) -> httpcore2.NetworkStream:
        failure: Exception = httpcore2.ConnectError("no address")
        for address in self._addresses(host, port):
            try:
                seconds = min(self._deadline.left(), CONNECT_SECONDS)
                return Line(self._wire.connect_tcp(address, port, timeout=seconds), deadline=self._deadline)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as refusal:
                failure = refusal
        raise failure

    def _addresses(self, host: str, port: int) -> list[str]:
        try:
            found = [str(each[4][0]) for each in getaddrinfo(host, port, type=SOCK_STREAM)]
        except (gaierror, UnicodeError) as failure:
            raise httpcore2.ConnectError(f"no address of {host}") from failure
        if not self._is_inside and not all(is_outside(address) for address in found):
            raise Failed(f"{host} has an address of the inside")
        return found


class Line(httpcore2.NetworkStream):
    """A connection whose every step ends with the deadline."""

    def __init__(self, wire: httpcore2.NetworkStream, *, deadline: Deadline) -> None:
        self._wire, self._deadline = wire, deadline

    @override
    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._wire.read(max_bytes, timeout=self._deadline.left())

    @override
    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._wire.write(buffer, timeout=self._deadline.left())

    @override
    def close(self) -> None:
        self._wire.close()

    @override
    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore2.NetworkStream:
        secured = self._wire.start_tls(ssl_context, server_hostname=server_hostname, timeout=self._deadline.left())
        return Line(secured, deadline=self._deadline)

    @override
    def get_extra_info(self, info: str) -> Any:
        return self._wire.get_extra_info(info)


def is_outside(address: str) -> bool:
    """Whether anybody could reach it: no address that only means something here, nor one that hides another."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return found.is_global and not _is_of_here(found) and not _hides_another(found)


def _hides_another(address: IPv4Address | IPv6Address) -> bool:
    if isinstance(address, IPv4Address):
        return False
    return address in TRANSLATED or bool(address.ipv4_mapped or address.sixtofour or address.teredo)


def _is_of_here(address: IPv4Address | IPv6Address) -> bool:
    """Multicast, and what IPv6 once kept for a site, count as global to the library."""
    return address.is_multicast or (isinstance(address, IPv6Address) and address.is_site_local)
