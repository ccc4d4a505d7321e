"""Tokens and sessions as they are written and shown."""

from typing import Any

from rest_framework import serializers

from apps.users.api.serializers.factors import CodeField
from apps.users.api.serializers.fields import LineField, PasswordField, SecretField
from apps.users.api.serializers.profiles import UserSerializer
from apps.users.models import Session
from apps.users.services.impersonation import LONGEST_MINUTES, SupportAccess
from apps.users.services.mfa import enforcement
from apps.users.services.sessions import SignedIn
from gopro.audit.trail import LONGEST_REASON
from gopro.security.tokens import Claims


class LoginSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = PasswordField()
    otp = CodeField(required=False, default="", allow_blank=True, help_text="Of an app, or a recovery code.")


class RefreshSerializer(serializers.Serializer[Any]):
    refresh = SecretField()


class TokenSerializer(serializers.Serializer[Any]):
    token = SecretField()


class SignedInSerializer(serializers.Serializer[SignedIn]):
    """What a log-in hands out; `expires_in` is the access token's, in seconds."""

    access = serializers.CharField()
    refresh = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_in = serializers.IntegerField()
    user = UserSerializer()
    mfa_enrollment_required = serializers.SerializerMethodField(
        help_text="A role asks for a second factor: until there is one, the tokens are a learner's."
    )

    def get_mfa_enrollment_required(self, signed_in: SignedIn) -> bool:
        return enforcement.enrollment_due(signed_in.user)


class ClaimsSerializer(serializers.Serializer[Claims]):
    """What an access token says."""

    user_id = serializers.UUIDField()
    session_id = serializers.UUIDField()
    roles = serializers.ListField(child=serializers.CharField())
    issued_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()


class LogoutAllQuery(serializers.Serializer[Any]):
    others = serializers.BooleanField(default=False)


class SessionSerializer(serializers.Serializer[Session]):
    """A log-in on some device. `current` is the one that asks.

    `kind` is `login`, `staff` for the staff's pages, or `support` for a visit of support, of the member `actor_id`.
    """

    id = serializers.UUIDField()
    kind = serializers.ChoiceField(choices=("login", "staff", "support"))
    device = serializers.CharField(source="device_name")
    place = serializers.CharField()
    methods = serializers.ListField(child=serializers.CharField(), help_text="How it signed in, by RFC 8176.")
    actor_id = serializers.UUIDField(allow_null=True)
    is_read_only = serializers.BooleanField()
    user_agent = serializers.CharField()
    ip = serializers.IPAddressField(allow_null=True)
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField()
    expires_at = serializers.DateTimeField()
    current = serializers.SerializerMethodField()

    def get_current(self, session: Session) -> bool:
        return bool(session.pk == self.context["request"].user.session_id)


class ImpersonateSerializer(serializers.Serializer[Any]):
    reason = LineField(max_length=LONGEST_REASON)
    minutes = serializers.IntegerField(min_value=1, max_value=LONGEST_MINUTES, default=15)
    write = serializers.BooleanField(default=False)


class SupportAccessSerializer(serializers.Serializer[SupportAccess]):
    """Shown once. There is no refresh token."""

    session_id = serializers.UUIDField()
    access = serializers.CharField()
    token_type = serializers.CharField(default="Bearer")
    expires_at = serializers.DateTimeField()
    is_read_only = serializers.BooleanField()
