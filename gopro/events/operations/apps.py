"""The tables of work on facts, in every room's database."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "gopro.events.operations"
    label = "gopro_operations"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gopro.events.operations import checks, metrics  # noqa: PLC0415 - need the models, which exist from here on

        checks.install()
        metrics.install()
