"""Accounts as they are written and shown."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.users.api.serializers.fields import LineField, PasswordField, SecretField, UsernameField, known_time_zone
from apps.users.models import User, Visibility


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


class EmailSerializer(serializers.Serializer[Any]):
    email = serializers.EmailField(max_length=254)


class PasswordChangeSerializer(serializers.Serializer[Any]):
    current_password = PasswordField()
    new_password = PasswordField()


class PasswordResetSerializer(serializers.Serializer[Any]):
    token = SecretField()
    new_password = PasswordField()
