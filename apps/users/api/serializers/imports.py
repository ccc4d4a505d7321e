"""Imports of accounts as they are asked for and shown."""

from typing import Any

from rest_framework import serializers

from apps.users.models import UserImport


class ImportQuerySerializer(serializers.Serializer[Any]):
    dry_run = serializers.BooleanField(default=False, help_text="Say what would be done, and do nothing.")
    send_invitations = serializers.BooleanField(default=True, help_text="Mail new people a link to choose a password.")


class ImportFileSerializer(serializers.Serializer[Any]):
    """A form with the file, or the file itself as `text/csv`."""

    file = serializers.FileField(allow_empty_file=True, max_length=255, use_url=False)


class ReportQuerySerializer(serializers.Serializer[Any]):
    format = serializers.ChoiceField(choices=["json", "csv"], default="json")


class ImportSerializer(serializers.ModelSerializer[UserImport]):
    """How far an import is. `rows` are those dealt with; the counts are of what became of them, or would."""

    state = serializers.CharField()
    percent = serializers.IntegerField()
    url = serializers.SerializerMethodField()
    report_url = serializers.SerializerMethodField()

    class Meta:
        model = UserImport
        fields = (
            *("id", "state", "is_dry_run", "sends_invitations", "file_name", "size", "sha256", "percent"),
            *("rows_total", "rows", "created", "updated", "unchanged", "refused", "failure"),
            *("created_at", "finished_at", "url", "report_url"),
        )
        read_only_fields = fields

    def get_url(self, user_import: UserImport) -> str:
        return f"/api/v1/users/imports/{user_import.pk}"

    def get_report_url(self, user_import: UserImport) -> str:
        return f"{self.get_url(user_import)}/report"
