"""What a program says of itself, in words for people: `Firefox on Ubuntu`, and whether it is a browser."""

import re
from functools import lru_cache

from ua_parser import parse

UNKNOWN = "Unknown device"
PRODUCT = re.compile(r"[A-Za-z][A-Za-z0-9._-]{0,29}(?=[/ ]|$)")  # the first word of RFC 9110's form


@lru_cache(maxsize=1024)
def device_of(user_agent: str) -> str:
    """The program, its system and the machine, as far as they can be told; without versions, which change."""
    found = parse(user_agent)
    program = found.user_agent.family if found.user_agent else _product(user_agent)
    system = found.os.family if found.os else ""
    model = (found.device.model or "") if found.device else ""
    machine = f"{system} ({model})" if system and model and model != system else system or model
    return " on ".join(part for part in (program, machine) if part) or UNKNOWN


@lru_cache(maxsize=1024)
def family_of(user_agent: str) -> str:
    """The same program on the same system, whatever their versions; a program that nobody knows is its own family."""
    found = parse(user_agent)
    program = found.user_agent.family if found.user_agent else user_agent
    return f"{program}/{found.os.family if found.os else ''}"


def _product(user_agent: str) -> str:
    """What a program that nobody knows calls itself."""
    found = PRODUCT.match(user_agent)
    return found[0] if found else ""


def is_browser(user_agent: str) -> bool:
    """Every browser has begun like this since 1993, and programs that keep no cookies seldom do."""
    return user_agent.startswith("Mozilla/")
