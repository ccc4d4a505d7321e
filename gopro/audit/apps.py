"""The audit's tables, in every room's database, and its contract, one a room."""

from django.apps import AppConfig
from django.conf import settings

from gopro.audit.contracts import contract_of


class AuditConfig(AppConfig):
    name = "gopro.audit"
    label = "gopro_audit"
    verbose_name = "Who did what"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        for room in settings.ROOMS:
            contract_of(room)
