"""The room's place in Django."""

from django.apps import AppConfig


class HearerConfig(AppConfig):
    name = "tests.faults.rooms.hearer"
    label = "hearer"
    default_auto_field = "django.db.models.BigAutoField"
