"""Where an address is, coarsely and offline: a city by an operator's MaxMind file, else a country by registry."""

from functools import cache
from importlib.resources import files
from ipaddress import IPv4Address, IPv6Address, ip_address

import iptocc
import maxminddb
import structlog
from django.conf import settings

UNKNOWN = "Unknown place"
INSIDE = "Local network"

log = structlog.stdlib.get_logger(__name__)


def place_of(address: str | None) -> str:
    """In English words. A country is the one to which a registry gave the network, right for nineteen in twenty."""
    try:
        found = _plain(address or "")
    except ValueError:
        return UNKNOWN
    if found.is_private or found.is_link_local:
        return INSIDE
    return _by_file(str(found)) or _by_registry(str(found)) or UNKNOWN


def _plain(address: str) -> IPv4Address | IPv6Address:
    found = ip_address(address)
    return found.ipv4_mapped or found if isinstance(found, IPv6Address) else found


def _by_file(address: str) -> str:
    """`Kyiv, Ukraine`, of a GeoLite2 or GeoIP2 file of cities or countries."""
    reader = _reader(settings.GEOIP_FILE)
    try:
        found = reader.get(address) if reader else None
    except ValueError:  # an IPv6 address in a file of IPv4 only
        return ""
    if not isinstance(found, dict):
        return ""
    names = (_name(found.get(part)) for part in ("city", "country"))
    return ", ".join(name for name in names if name)


def _name(part: object) -> str:
    names = part.get("names") if isinstance(part, dict) else None
    return str(names.get("en", "")) if isinstance(names, dict) else ""


def _by_registry(address: str) -> str:
    code = iptocc.country_code(address)
    return _countries().get(code, code) if code else ""


@cache
def _reader(path: str) -> maxminddb.Reader | None:
    """Opened once a process. A file that is missing or broken is logged, and never in the way of a log-in."""
    if not path:
        return None
    try:
        return maxminddb.open_database(path)
    except (OSError, ValueError, maxminddb.InvalidDatabaseError):
        log.exception("GOPRO_GEOIP names no MaxMind file that can be read")
        return None


@cache
def _countries() -> dict[str, str]:
    """ISO 3166 as the time zone database has it."""
    table = (files("tzdata.zoneinfo") / "iso3166.tab").read_text(encoding="utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return dict(rows)
