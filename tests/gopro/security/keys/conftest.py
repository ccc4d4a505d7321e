"""Both stores, so that what is promised of keys is tested of each."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django.fixtures import Settings

from tests.gopro.security.keys.transit import TOKEN, Vault


@pytest.fixture
def vault(settings: Settings, tmp_path: Path) -> Iterator[Vault]:
    """Started, and used from now on."""
    running = Vault()
    (tmp_path / "token").write_text(f"{TOKEN}\n")
    settings.KEYS_URL = f"vault+http://127.0.0.1:{running.port}/transit?token_file={tmp_path / 'token'}"
    yield running
    running.close()


@pytest.fixture(params=["postgres", "vault"])
def keeper(request: pytest.FixtureRequest, db: None) -> str:
    if request.param == "vault":
        request.getfixturevalue("vault")
    return str(request.param)
