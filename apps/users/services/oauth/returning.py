"""Where a log-in may lead back to: pages of ours, and of the origins that the operator listed."""

import re
from urllib.parse import parse_qs, urlencode

from django.conf import settings

from apps.users.errors import ReturnRefused

OWN_PAGE = "/account/signed-in"
LONGEST = 500
PATH = re.compile(r"(?:/[A-Za-z0-9_~-][A-Za-z0-9._~-]*)*/?(?:\?[A-Za-z0-9._~=&-]*)?")
NOT_PAGES = ("/api/", "/admin/")
ANSWERS = frozenset({"code", "state", "error", "provider"})  # what is added; a page must not read somebody else's first


def checked(address: str) -> str:
    """The address, where it is plain enough that no browser reads another one out of it. Raises ReturnRefused."""
    if not address:
        return OWN_PAGE
    known = (settings.PUBLIC_URL, *settings.RETURN_ORIGINS)
    origin = next((each for each in known if address.startswith(f"{each}/")), "")
    path, is_ours = address.removeprefix(origin), origin in {"", settings.PUBLIC_URL}
    if len(address) > LONGEST or not _is_plain(path) or (is_ours and path.startswith(NOT_PAGES)):
        raise ReturnRefused
    return path if is_ours else address


def with_answer(return_to: str, answer: dict[str, str]) -> str:
    """The address with what the page there goes on with; an own path becomes a whole address."""
    whole = f"{settings.PUBLIC_URL}{return_to}" if return_to.startswith("/") else return_to
    return f"{whole}{'&' if '?' in whole else '?'}{urlencode(answer)}"


def _is_plain(path: str) -> bool:
    is_path = path.startswith("/") and PATH.fullmatch(path) is not None
    return is_path and ANSWERS.isdisjoint(parse_qs(path.partition("?")[2], keep_blank_values=True))
