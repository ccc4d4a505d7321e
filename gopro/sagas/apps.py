"""The tables of sagas, in every room's database."""

from django.apps import AppConfig


class SagasConfig(AppConfig):
    name = "gopro.sagas"
    label = "gopro_sagas"
    verbose_name = "Sagas"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from gopro.sagas import checks, metrics  # noqa: PLC0415 - both need the models, which exist from here on

        checks.install()
        metrics.install()
