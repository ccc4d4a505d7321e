"""The Django app of the HTTP contract."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "gopro.api"
    label = "gopro_api"
    verbose_name = "HTTP contract"
