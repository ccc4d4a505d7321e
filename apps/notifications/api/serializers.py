"""What goes in and out of the API of notifications."""

from typing import Any

from rest_framework import serializers

from apps.notifications.models import Channel, Delivery, DeliveryAttempt, Outcome, Status
from apps.notifications.selectors.types import ALL

TYPES = [each.slug for each in ALL]
MOST_CHANGED = 100


class NotificationShown(serializers.Serializer[Any]):
    id = serializers.UUIDField()
    type = serializers.ChoiceField(choices=TYPES)
    title = serializers.CharField()
    body = serializers.CharField()
    url = serializers.CharField(help_text="Where it leads, relative to the site.")
    data = serializers.DictField(  # type: ignore[assignment]  # DRF takes fields off the class: no property is hidden
        help_text="What it tells of, for programs; its names go with the type."
    )
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class NotificationQuery(serializers.Serializer[Any]):
    unread = serializers.BooleanField(required=False, help_text="1: only what was not read yet.")


class Count(serializers.Serializer[Any]):
    unread = serializers.IntegerField(help_text="Exact below 1000, which means that many or more.")


class Marked(serializers.Serializer[Any]):
    marked = serializers.IntegerField(help_text="How many were unread.")


class AttemptShown(serializers.ModelSerializer[DeliveryAttempt]):
    outcome = serializers.ChoiceField(choices=Outcome.choices)

    class Meta:
        model = DeliveryAttempt
        fields = ("at", "outcome")


class DeliveryShown(serializers.ModelSerializer[Delivery]):
    channel = serializers.ChoiceField(choices=Channel.choices)
    status = serializers.ChoiceField(choices=Status.choices)
    due_at = serializers.DateTimeField(
        allow_null=True, help_text="When it is tried next; null while queued: it waits for a verified address."
    )
    attempts = AttemptShown(many=True)

    class Meta:
        model = Delivery
        fields = ("id", "channel", "status", "due_at", "finished_at", "attempts")


class PreferenceShown(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=TYPES)
    title = serializers.CharField()
    description = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    enabled = serializers.BooleanField()
    is_default = serializers.BooleanField(help_text="Whether its user never chose.")


class PreferencesShown(serializers.Serializer[Any]):
    items = PreferenceShown(many=True)


class PreferenceChange(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=TYPES)
    channel = serializers.ChoiceField(choices=Channel.choices)
    enabled = serializers.BooleanField()

    def validate(self, change: dict[str, Any]) -> dict[str, Any]:
        """A patch may leave out rows, but no part of a row; DRF would let it."""
        missing = {name: ["This field is required."] for name in self.get_fields() if name not in change}
        if missing:
            raise serializers.ValidationError(missing, code="required")
        return change


class PreferencesChange(serializers.Serializer[Any]):
    """Only the rows to change."""

    items = serializers.ListField(child=PreferenceChange(), min_length=1, max_length=MOST_CHANGED)


class SubscriptionShown(serializers.Serializer[Any]):
    type = serializers.ChoiceField(choices=TYPES)
    title = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices)
    enabled = serializers.BooleanField()
