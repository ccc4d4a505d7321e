"""Accounts, tokens and sessions as they are written and shown."""

import re
from collections.abc import Mapping
from typing import Any
from zoneinfo import available_timezones

from django.conf import settings
from rest_framework import serializers

from apps.users.models import Erasure, Export, Session, User, Visibility
from apps.users.services.erasure import receipts
from apps.users.services.sessions import SignedIn
from gopro.security.tokens import Claims

type Body = serializers.Serializer[Mapping[str, Any]]

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


class ProfileFields(serializers.Serializer[Any]):
    """What a user may say of themselves."""

    username = UsernameField()
    display_name = LineField(max_length=80)
    bio = serializers.CharField(max_length=500, allow_blank=True)
    locale = serializers.ChoiceField(choices=settings.LANGUAGES)
    time_zone = serializers.CharField(max_length=64, validators=[known_time_zone])
    visibility = serializers.ChoiceField(choices=Visibility.choices)


class UserSerializer(ProfileFields):
    """An account, as its owner sees and changes it."""

    id = serializers.UUIDField(read_only=True)
    email = serializers.EmailField(read_only=True)
    email_verified = serializers.BooleanField(read_only=True)
    roles = serializers.ListField(child=serializers.CharField(), source="all_roles", read_only=True)
    created_at = serializers.DateTimeField(read_only=True)
    updated_at = serializers.DateTimeField(read_only=True)


class ProfileSerializer(serializers.Serializer[User]):
    """An account, as others see it."""

    id = serializers.UUIDField(read_only=True)
    username = serializers.CharField(read_only=True)
    display_name = serializers.CharField(read_only=True)
    bio = serializers.CharField(read_only=True)
    created_at = serializers.DateTimeField(read_only=True)


class RegisterSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)
    username = UsernameField()
    password = PasswordField()
    display_name = LineField(max_length=80, required=False, default="", allow_blank=True)
    locale = serializers.ChoiceField(choices=settings.LANGUAGES, default="en")
    time_zone = serializers.CharField(max_length=64, validators=[known_time_zone], default="UTC")


class LoginSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = PasswordField()


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = SecretField()


class TokenSerializer(serializers.Serializer[Any]):
    token = SecretField()


class EmailSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)


class PasswordChangeSerializer(serializers.Serializer[Any]):
    current_password = PasswordField()
    new_password = PasswordField()


class PasswordResetSerializer(serializers.Serializer[Any]):
    token = SecretField()
    new_password = PasswordField()


class SignedInSerializer(serializers.Serializer[SignedIn]):
    """What a log-in hands out; `expires_in` is the access token's, in seconds."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField()
    user = UserSerializer()


class ClaimsSerializer(serializers.Serializer[Claims]):
    """What an access token says."""

    user_id = serializers.UUIDField()
    session_id = serializers.UUIDField()
    roles = serializers.ListField(child=serializers.CharField())
    issued_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class SessionSerializer(serializers.Serializer[Session]):
    """A log-in on some device. `current` is the one that asks."""

    id = serializers.UUIDField()
    user_agent = serializers.CharField()
    ip = serializers.IPAddressField(allow_null=True)
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    current = serializers.SerializerMethodField()

    def get_current(self, session: Session) -> bool:
        return bool(session.pk == self.context["request"].user.session_id)


class ReceiptSerializer(serializers.Serializer[Any]):
    """What was erased where, and the same as a JWS (RFC 7515) of a key in `/.well-known/jwks.json`."""

    statement = serializers.DictField()
    jws = serializers.CharField()


class ErasureSerializer(serializers.Serializer[Erasure]):
    """How far the erasure of an account is. `url` answers this without signing in, and later the receipt."""

    id = serializers.UUIDField()
    state = serializers.ChoiceField(choices=["pending", "erasing", "erased", "cancelled"])
    requested_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(help_text="Until then it can be cancelled.")
    completed_at = serializers.DateTimeField(allow_null=True)
    url = serializers.SerializerMethodField()
    receipt = ReceiptSerializer(allow_null=True)

    def get_url(self, erasure: Erasure) -> str:
        return receipts.url(erasure)


class ExportSerializer(serializers.ModelSerializer[Export]):
    """The archive can be fetched from `users/me/export/archive` while `state` is `ready`."""

    state = serializers.ChoiceField(choices=("pending", "ready", "gone"), read_only=True)

    class Meta:
        model = Export
        fields = ("id", "state", "requested_at", "completed_at", "expires_at", "size", "sha256")
        read_only_fields = fields
