"""The room's place in Django."""

from django.apps import AppConfig


class TellerConfig(AppConfig):
    name = "tests.faults.rooms.teller"
    label = "teller"
    default_auto_field = "django.db.models.BigAutoField"
