"""Every hash and secret that the rooms keep: none of them is in any answer."""

from functools import cache
from typing import Any

from django.apps import apps
from django.conf import settings

COLUMNS = ("password", "token_hash", "code_hash", "secret_hash", "state_hash", "secret")
SHORTEST = 16


def stored_secrets() -> set[str]:
    found = set()
    for model, column in _secret_columns():
        found.update(model._default_manager.values_list(column, flat=True))
    return {value for value in found if value and len(value) >= SHORTEST}


@cache
def _secret_columns() -> tuple[tuple[Any, str], ...]:
    models = [model for room in settings.ROOMS for model in apps.get_app_config(room).get_models()]
    names = [(model, field.name) for model in models for field in model._meta.concrete_fields]
    return tuple((model, name) for model, name in names if name in COLUMNS)
