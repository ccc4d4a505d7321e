"""The security log as it is shown."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from apps.users.services import security_log
from gopro.audit.models import AuditEntry, Outcome


class SecurityClientSerializer(serializers.Serializer[Any]):
    """From where it was done, coarsely."""

    device = serializers.CharField()
    network = serializers.CharField()
    place = serializers.CharField()


class SecurityEntrySerializer(serializers.Serializer[AuditEntry]):
    """Something that happened to the account. `actor` is `you` for its owner."""

    id = serializers.SerializerMethodField()
    at = serializers.DateTimeField()
    action = serializers.CharField()
    title = serializers.SerializerMethodField()
    outcome = serializers.ChoiceField(choices=Outcome.choices)
    reason = serializers.CharField()
    actor = serializers.SerializerMethodField()
    client = serializers.SerializerMethodField()
    session_id = serializers.SerializerMethodField()

    def get_id(self, entry: AuditEntry) -> UUID:
        return security_log.id_of(entry)

    def get_title(self, entry: AuditEntry) -> str:
        return security_log.title_of(entry)

    @extend_schema_field(serializers.ChoiceField(choices=("you", "support", "system", "unknown")))
    def get_actor(self, entry: AuditEntry) -> str:
        return security_log.actor_of(entry)

    @extend_schema_field(SecurityClientSerializer(allow_null=True))
    def get_client(self, entry: AuditEntry) -> Any:
        return security_log.client_of(entry)

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_session_id(self, entry: AuditEntry) -> str | None:
        return security_log.session_of(entry)
