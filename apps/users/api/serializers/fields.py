"""Fields that more than one form has."""

import re
from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

USERNAME = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._-]{1,28}[A-Za-z0-9]\Z")
ONE_LINE = re.compile(r"\A[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z")
LONGEST_TYPED = 1024  # what is only compared, not kept
ZONES = frozenset(available_timezones())


def known_time_zone(name: str) -> None:
    if name not in ZONES:
        raise serializers.ValidationError("There is no such time zone; say one such as Europe/Kyiv.", code="unknown")


class UsernameField(serializers.RegexField):
    """Three to thirty characters that look the same to everybody."""

    default_error_messages = {
        "invalid": "3 to 30 letters, digits, dots, dashes or underscores, a letter or digit at both ends."
    }

    def __init__(self, **options: Any) -> None:
        super().__init__(USERNAME, max_length=30, **options)


class LineField(serializers.RegexField):
    """One line without control characters and without those that turn the direction of what follows."""

    default_error_messages = {"invalid": "One line, without control characters."}

    def __init__(self, **options: Any) -> None:
        super().__init__(ONE_LINE, **options)


class PasswordField(serializers.CharField):
    """Spaces at the ends are part of it. The rules are the service's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=LONGEST_TYPED, write_only=True, **options)


class SecretField(serializers.CharField):
    """A token, compared as it is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=4096, write_only=True, **options)
