"""Providers that the tests configure."""

from collections.abc import Iterator

import pytest
from pytest_django.fixtures import Settings

from apps.users.services.oauth import discovery
from tests.apps.users import oauth
from tests.apps.users.oauth import ScriptedOpenID


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    """Of what a provider told in another test."""
    discovery.documents.clear()
    discovery.key_sets.clear()


@pytest.fixture
def campus(settings: Settings, openid_issuer: str) -> str:
    """A real provider, configured under this name."""
    oauth.configure(settings, campus=openid_issuer)
    return "campus"


@pytest.fixture
def scripted(settings: Settings) -> Iterator[ScriptedOpenID]:
    """One that says what the test wants, configured under the same name."""
    provider = ScriptedOpenID()
    oauth.configure(settings, campus=provider.issuer)
    yield provider
    provider.close()
