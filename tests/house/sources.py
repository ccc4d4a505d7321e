"""The project's own Python files, parsed once."""

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ("migrations", "content")  # generated, and courses' own files


@dataclass(frozen=True, slots=True)
class Source:
    path: Path
    text: str
    tree: ast.Module

    @property
    def name(self) -> str:
        return str(self.path.relative_to(ROOT))


@cache
def sources(*folders: str) -> tuple[Source, ...]:
    files = [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]
    kept = [file for file in files if not set(DATA) & set(file.relative_to(ROOT).parts)]
    return tuple(Source(file, text := file.read_text(), ast.parse(text)) for file in kept)
