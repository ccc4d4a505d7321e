"""The room's place in Django."""

from django.apps import AppConfig


class TellerConfig(AppConfig):
    name = "tests.bench.rooms.teller"
    label = "teller"
