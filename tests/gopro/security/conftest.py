"""A key ring of the test's own."""

from pathlib import Path

import pytest

from gopro.security.tokens import KeyRing, generate

ISSUER = "https://gopro.test"


@pytest.fixture(scope="session")
def key_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder: Path = tmp_path_factory.mktemp("keys")
    generate(folder)
    return folder


@pytest.fixture
def key_ring(key_folder: Path) -> KeyRing:
    return KeyRing(key_folder, issuer=ISSUER)
