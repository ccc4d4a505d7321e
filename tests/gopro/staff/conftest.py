"""A table for the sample thing, permissions for it, and browsers of people with and without roles."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from django.apps import AppConfig, apps
from django.db import connections
from django.db.models import Model
from django.test import Client

from gopro.identifiers import uuid7
from gopro.security import policy
from gopro.security.permission import Permission, Scope
from gopro.staff.cookies import NAME
from gopro.testing.tokens import staff_token
from tests.gopro import staff
from tests.gopro.staff.sample import ROOM, Thing

CLERK, CHIEF = {"clerk": Scope.OWN, "chief": Scope.ALL}, {"chief": Scope.ALL}
GRANTS = {
    "admin:enter": {"clerk": Scope.ALL, "chief": Scope.ALL, "viewer": Scope.ALL},
    "audit:view": CHIEF,
    "fact:view": {**CHIEF, "viewer": Scope.ALL},
    "deadletter:resolve": CHIEF,
    "thing:view": CLERK,
    "thing:add": CHIEF,
    "thing:change": CLERK,
    "thing:delete": CHIEF,
}


class SampleConfig(AppConfig):
    """Names the sample's pages, and hides its model from whoever looks at all models."""

    label = "sample"

    def get_models(self, include_auto_created: bool = False, include_swapped: bool = False) -> Iterator[type[Model]]:
        return iter(())


type Browser = Callable[..., Client]


@pytest.fixture(autouse=True)
def pages(db: None, monkeypatch: pytest.MonkeyPatch, settings: object) -> None:
    settings.ROOT_URLCONF = "tests.gopro.staff.urls"  # type: ignore[attr-defined]  # pytest-django's own settings
    monkeypatch.setitem(apps.app_configs, "sample", SampleConfig("tests.gopro.staff", staff))
    with connections["default"].schema_editor() as editor:
        editor.create_model(Thing)
    declared = {f"{ROOM}.{name}": Permission(name=f"{ROOM}.{name}", grants=grants) for name, grants in GRANTS.items()}
    monkeypatch.setattr(policy, "DECLARED", declared)


@pytest.fixture
def browser() -> Browser:
    """The browser of somebody with these roles, through the gateway; of nobody without any."""

    def make(*roles: str, user_id: UUID | None = None, name: str = "Ada", csrf: bool = False) -> Client:
        client = Client(enforce_csrf_checks=csrf)
        if roles:
            client.cookies[NAME] = staff_token(user_id=user_id or uuid7(), roles=roles, name=name)
        return client

    return make


@pytest.fixture
def thing() -> Thing:
    return Thing.objects.create(title="one", owner_id=uuid7())
