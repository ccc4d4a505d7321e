"""Accounts in the hands of staff, as they are looked for and written."""

from typing import Any

from django.conf import settings
from rest_framework import serializers

from apps.users.api.serializers.fields import LineField, UsernameField, known_time_zone
from apps.users.api.serializers.profiles import ProfileFields
from apps.users.models import Role
from apps.users.services.role_assignments import Assignment
from apps.users.services.roles import MOST_GRANTS
from gopro.audit.trail import LONGEST_REASON

ORDERINGS = ("-created_at", "created_at")


class ReasonField(LineField):
    """Kept in the audit."""

    def __init__(self, **options: Any) -> None:
        super().__init__(max_length=LONGEST_REASON, write_only=True, help_text="Kept in the audit.", **options)


class AccountsQuery(serializers.Serializer[Any]):
    q = serializers.CharField(
        max_length=254, required=False, help_text="An id, or how a user name, a name or an address begins."
    )
    role = serializers.ChoiceField(choices=Role.choices, required=False)
    is_active = serializers.BooleanField(required=False)
    verified = serializers.BooleanField(required=False)
    created_from = serializers.DateTimeField(required=False)
    created_until = serializers.DateTimeField(required=False)
    ordering = serializers.ChoiceField(choices=ORDERINGS, required=False)


class InviteSerializer(serializers.Serializer[Any]):
    """An account for somebody: a mail to the address lets its owner choose a password."""

    email = serializers.EmailField(max_length=254)
    username = UsernameField()
    display_name = LineField(max_length=80, required=False, default="", allow_blank=True)
    locale = serializers.ChoiceField(choices=settings.LANGUAGES, default="en")
    time_zone = serializers.CharField(max_length=64, validators=[known_time_zone], default="UTC")
    reason = ReasonField()


class AccountEditSerializer(ProfileFields):
    """What staff change of an account, and why."""

    is_active = serializers.BooleanField()
    reason = ReasonField()


class ReasonSerializer(serializers.Serializer[Any]):
    reason = ReasonField()


class GrantSerializer(serializers.Serializer[Any]):
    """A role on one thing alone, such as a course."""

    role = serializers.ChoiceField(choices=Role.choices)
    within = serializers.UUIDField()
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)


class RolesSerializer(serializers.Serializer[Assignment]):
    """Beside learner, which everybody is. Who loses one is logged out everywhere."""

    roles = serializers.ListField(child=serializers.ChoiceField(choices=Role.choices), max_length=len(Role))
    grants = serializers.ListField(child=GrantSerializer(), required=False, max_length=MOST_GRANTS)
    reason = ReasonField()
