"""The keys' table, in a schema of its own that no room's role can enter."""

from django.apps import AppConfig


class KeysConfig(AppConfig):
    name = "gopro.security.keys"
    label = "gopro_keys"
    verbose_name = "Personal keys"
    default_auto_field = "django.db.models.BigAutoField"
