"""Walls that import-linter can't see."""

import ast
import os
import subprocess
import sys
from importlib.util import find_spec
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import models

from tests.house.sources import ROOT, Source, sources

ROOMS = settings.ROOMS


def relations() -> list[tuple[type[models.Model], Any]]:
    found = [(model, field) for model in apps.get_models() for field in model._meta.get_fields()]
    return [(model, field) for model, field in found if field.is_relation and not field.auto_created]


def test_no_relation_leaves_its_room():
    leaving = [
        f"{model.__name__}.{field.name}"
        for model, field in relations()
        if {model._meta.app_label, field.related_model._meta.app_label} & set(ROOMS)
        and model._meta.app_label in ROOMS
        and field.related_model._meta.app_label != model._meta.app_label
    ]
    assert leaving == []


def calls(source: Source) -> list[tuple[int, str]]:
    return [(node.lineno, ast.unparse(node.func)) for node in ast.walk(source.tree) if isinstance(node, ast.Call)]


def names(source: Source) -> set[str]:
    return {
        f"{node.module}.{alias.name}"
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }


@pytest.mark.parametrize("source", sources("apps"), ids=lambda source: source.name)
def test_rooms_name_their_transactions_and_reach_for_nothing(source: Source):
    forbidden = {"transaction.atomic", "transaction.on_commit", "apps.get_model", "import_module"}
    assert [call for call in calls(source) if call[1] in forbidden] == []
    assert not names(source) & {"django.db.transaction", "django.db.connection", "django.apps.apps"}
    assert not any(name.startswith(("django.db.models.signals", "django.dispatch")) for name in names(source))


@pytest.mark.parametrize("source", sources("apps"), ids=lambda source: source.name)
def test_only_services_publish(source: Source):
    if "services" not in source.path.with_suffix("").parts:
        assert "gopro.events.outbox.publish" not in names(source)


def test_every_room_has_a_charter_and_contracts():
    for room in ROOMS:
        assert find_spec(f"apps.{room}.contracts") is not None
        tree = ast.parse((ROOT / "apps" / room / "__init__.py").read_text())
        assert len(tree.body) == 1
        assert ast.get_docstring(tree)


def test_every_module_of_a_room_has_a_test_that_mirrors_it():
    untested = []
    for source in sources("apps"):
        parts = source.path.relative_to(ROOT / "apps").with_suffix("").parts
        untold = {"__init__", "apps", "contracts", "errors", "management"}
        if len(parts) < 2 or parts[1] in untold or parts[-1] == "__init__":
            continue
        subject = parts[1]
        mirrored = list((ROOT / "tests" / "apps" / parts[0]).glob(f"test_{subject}*")) + list(
            (ROOT / "tests" / "apps" / parts[0]).glob(f"{subject}*/test_*.py")
        )
        if not mirrored:
            untested.append(source.name)
    assert untested == []


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_boots_alone(room: str):
    environment = os.environ | {"GOPRO_ROOMS": room, "DJANGO_SETTINGS_MODULE": "config.settings.test"}
    done = subprocess.run(
        [sys.executable, "manage.py", "check"], cwd=ROOT, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.django_db
def test_migrations_say_what_models_say():
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)
