"""Tokens and sessions as they are written and shown."""

from typing import Any

from rest_framework import serializers

from apps.users.api.serializers.accounts import UserSerializer
from apps.users.api.serializers.fields import PasswordField, SecretField
from apps.users.models import Session
from apps.users.services.sessions import SignedIn
from gopro.security.tokens import Claims


class LoginSerializer(serializers.Serializer[Any]):
    email = serializers.CharField(max_length=254)
    password = PasswordField()


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
