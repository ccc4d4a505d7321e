"""A folder that servers which root starts as another user can reach."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest


@pytest.fixture
def folder() -> Iterator[Path]:
    path = Path(tempfile.mkdtemp(prefix="gopro-embedded-"))
    path.chmod(0o711)
    yield path
    shutil.rmtree(path)
