"""The room's place in Django."""

from django.apps import AppConfig


class EchoConfig(AppConfig):
    name = "tests.faults.rooms.echo"
    label = "echo"
    default_auto_field = "django.db.models.BigAutoField"
