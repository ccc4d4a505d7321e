"""Where a request comes from, coarse enough to say little about a person: a network, and a kind of client."""

import re
from functools import lru_cache
from ipaddress import IPv6Address, ip_address, ip_network

PREFIXES = {4: 24, 6: 48}
CLIENTS = (  # the first that is found: most call themselves by their ancestors' names, too
    *(("Edg", "Edge"), ("OPR", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari")),
    *(("curl", "curl"), ("python", "Python"), ("Go-http-client", "Go"), ("Java", "Java"), ("okhttp", "OkHttp")),
)
SYSTEMS = (
    *(("Android", "Android"), ("iPhone", "iOS"), ("iPad", "iOS"), ("Windows", "Windows"), ("Mac OS X", "macOS")),
    *(("CrOS", "ChromeOS"), ("Linux", "Linux")),
)


def network_of(address: str) -> str:
    """203.0.113.9 is 203.0.113.0/24; an IPv6 address its /48, which is a site."""
    try:
        found = ip_address(address)
    except ValueError:
        return ""
    plain = found.ipv4_mapped or found if isinstance(found, IPv6Address) else found
    return str(ip_network((plain, PREFIXES[plain.version]), strict=False))


@lru_cache(maxsize=1024)
def agent_of(header: str) -> str:
    """`Firefox on Linux`; no versions, which could tell one person from another."""
    names = [_first(CLIENTS, header), _first(SYSTEMS, header)]
    return " on ".join(name for name in names if name) or ("other" if header else "")


def _first(known: tuple[tuple[str, str], ...], header: str) -> str:
    return next((name for mark, name in known if re.search(rf"\b{mark}\b", header, re.IGNORECASE)), "")
