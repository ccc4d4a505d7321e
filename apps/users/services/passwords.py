"""Passwords by NIST 800-63B: length, no composition rules, nothing common or close to the person."""

import unicodedata
from functools import cache

from django.contrib.auth.hashers import check_password, identify_hasher, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from apps.users.errors import PasswordRefused
from apps.users.models import User

SHORTEST, LONGEST = 8, 128
PERSONAL = ("username", "email", "display_name")


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
        return f"At least {SHORTEST} characters."
    if len(password) > LONGEST:
        return f"At most {LONGEST} characters."
    try:
        _common().validate(password)
        UserAttributeSimilarityValidator(user_attributes=PERSONAL).validate(password, user)
    except ValidationError as failure:
        return str(failure.messages[0])
    return ""


@cache
def _common() -> CommonPasswordValidator:
    """Twenty thousand passwords that attackers try first, read once."""
    return CommonPasswordValidator()
