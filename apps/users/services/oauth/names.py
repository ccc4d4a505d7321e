"""A user name and a name to show, made of what a provider tells: readable, within our rules, and not taken."""

import re
from collections.abc import Iterator
from secrets import token_hex
from unicodedata import normalize

from django.conf import settings

from apps.users import selectors
from apps.users.services import rules
from apps.users.services.oauth.identification import Person

NOT_TAKEN = re.compile(r"[^A-Za-z0-9._-]+")
EDGES = ".-_"
NEITHER = "learner"
LONGEST_BASE = 20  # and nine of chance
MOST_TRIES = 5


def usernames(person: Person) -> Iterator[str]:
    """Those that are free, the plainest first. Never of the address, which is nobody else's business."""
    base = _base(person.username) or _base(person.name) or NEITHER
    tries = [
        base[:30].rstrip(EDGES),
        *(f"{base[:LONGEST_BASE].rstrip(EDGES)}-{token_hex(4)}" for _ in range(MOST_TRIES)),
    ]
    return (each for each in tries if _is_free(each))


def display_name(person: Person, *, username: str) -> str:
    name = person.name.strip()[: rules.LONGEST_NAME].strip()
    return name if name and rules.ONE_LINE.match(name) else username


def locale(person: Person) -> str:
    language = person.locale.replace("_", "-").partition("-")[0].lower()
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGES[0][0]


def time_zone(person: Person) -> str:
    return person.time_zone if person.time_zone in rules.ZONES else "UTC"


def _base(told: str) -> str:
    plain = normalize("NFKD", told.partition("@")[0]).encode("ascii", errors="ignore").decode()
    base = NOT_TAKEN.sub("-", plain).strip(EDGES)
    return base if rules.USERNAME.match(base[:30].rstrip(EDGES)) else ""


def _is_free(username: str) -> bool:
    return username.lower() not in rules.RESERVED and not selectors.username_is_taken(username=username)
