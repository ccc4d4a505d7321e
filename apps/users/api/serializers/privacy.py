"""Erasures and exports as they are shown."""

from typing import Any

from rest_framework import serializers

from apps.users.models import Erasure, Export
from apps.users.services.erasure import receipts


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
