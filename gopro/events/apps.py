"""The tables of facts, in every room's database."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    name = "gopro.events"
    label = "gopro_events"
    verbose_name = "Facts"
    default_auto_field = "django.db.models.BigAutoField"
