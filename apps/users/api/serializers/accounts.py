"""Accounts as they are written and shown."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.users.api.serializers.fields import LineField, PasswordField, SecretField, UsernameField, known_time_zone


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
