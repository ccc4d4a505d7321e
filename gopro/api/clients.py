"""Where a request comes from: the gateway's word, believed only from inside the own network."""

from ipaddress import ip_address

from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's address, for limits. The gateway drops what callers say of themselves and writes its own."""
    peer = request.META.get("REMOTE_ADDR", "")
    told = request.headers.get("X-Forwarded-For", "").rpartition(",")[2].strip()
    return told if _is_inside(peer) and _is_address(told) else peer


def _is_inside(address: str) -> bool:
    return not address or (_is_address(address) and ip_address(address).is_private)


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True
