"""What must not be guessed comes from `secrets`, from a library made for keys, or is no secret."""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.house.sources import ROOT

GUARDED = (ROOT / "apps" / "users", ROOT / "gopro" / "security", ROOT / "gopro" / "staff")
GUESSABLE = {"random", "numpy.random"}


def imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.module or ""
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_the_room_of_accounts_has_no_other_randomness() -> None:
    files = [path for folder in GUARDED for path in folder.rglob("*.py")]
    taken = {path.relative_to(ROOT).as_posix(): GUESSABLE & set(imported(path)) for path in files}
    assert len(files) > 100
    assert {path: names for path, names in taken.items() if names} == {}


def test_secrets_of_the_room_have_256_bits() -> None:
    source = (ROOT / "apps" / "users" / "services" / "secrets.py").read_text()
    assert "token_urlsafe(32)" in source
    assert "uuid" not in source
