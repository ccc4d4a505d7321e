"""Fields that more than one form has."""

from typing import Any

from rest_framework import serializers

from apps.users.services import rules

LONGEST_TYPED = 1024  # what is only compared, not kept


def known_time_zone(name: str) -> None:
    if name not in rules.ZONES:
        raise serializers.ValidationError(rules.ZONE_RULE, code="unknown")


class UsernameField(serializers.RegexField):
    """Three to thirty characters that look the same to everybody."""

    default_error_messages = {"invalid": rules.USERNAME_RULE}

    def __init__(self, **options: Any) -> None:
        super().__init__(rules.USERNAME, max_length=30, **options)


class LineField(serializers.RegexField):
    """One line without control characters and without those that turn the direction of what follows."""

    default_error_messages = {"invalid": rules.ONE_LINE_RULE}

    def __init__(self, **options: Any) -> None:
        super().__init__(rules.ONE_LINE, **options)


class PasswordField(serializers.CharField):
    """Spaces at the ends are part of it. The rules are the service's."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=LONGEST_TYPED, write_only=True, **options)


class SecretField(serializers.CharField):
    """A token, compared as it is."""

    def __init__(self, **options: Any) -> None:
        super().__init__(trim_whitespace=False, max_length=4096, write_only=True, **options)
