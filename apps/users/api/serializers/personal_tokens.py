"""Personal access tokens as they are asked for and shown."""

from typing import Any

from rest_framework import serializers

from apps.users.api.serializers.fields import LineField
from apps.users.models import PersonalToken
from apps.users.services.personal_tokens import Made
from gopro.security.scopes import known
from gopro.security.tokens.uses import LONGEST_PERSONAL


class NewPersonalTokenSerializer(serializers.Serializer[Any]):
    """What the program is, what it may do, and for how long."""

    name = LineField(max_length=80)
    scopes = serializers.ListField(child=serializers.ChoiceField(choices=known()), min_length=1, max_length=20)
    expires_in_days = serializers.IntegerField(min_value=1, max_value=LONGEST_PERSONAL.days)


class PersonalTokenSerializer(serializers.ModelSerializer[PersonalToken]):
    """Never the token itself. `last_used_at` is told to the hour, some minutes late."""

    class Meta:
        model = PersonalToken
        fields = ("id", "name", "scopes", "created_at", "expires_at", "last_used_at")
        read_only_fields = fields


class MadePersonalTokenSerializer(serializers.Serializer[Made]):
    """`token` is shown this once; it goes into `Authorization: Bearer …`."""

    token = serializers.CharField()
    about = PersonalTokenSerializer(source="row")
