"""The generated files: what they should say, which are stale, and writing them where nothing released breaks."""

import json
from collections.abc import Mapping
from pathlib import Path

from gopro.errors import Conflict
from gopro.events.catalogue import asyncapi, page
from gopro.events.catalogue.compatibility import refusals
from gopro.events.catalogue.entries import Entry, entries
from gopro.events.catalogue.schemas import Schema, schema_of

PAGE, ASYNCAPI, SCHEMAS = "events.md", "asyncapi.yaml", "schemas"
ENDING = ".schema.json"


class Incompatible(Conflict):
    """A released fact would change so that a reader breaks."""

    title = "A released fact may not change so"


def wanted() -> dict[str, str]:
    """Each file's text by its path below docs/."""
    return _texts(entries())


def stale(*, docs: Path) -> list[str]:
    """Files that say something else than the contracts, or that no contract wants any more."""
    return _stale(wanted(), docs=docs)


def _stale(texts: Mapping[str, str], *, docs: Path) -> list[str]:
    left_over = [f"{SCHEMAS}/{path.name}" for path in _released(docs) if f"{SCHEMAS}/{path.name}" not in texts]
    return [path for path, text in texts.items() if _read(docs / path) != text] + left_over


def write(*, docs: Path) -> list[str]:
    """Answers which files changed. Raises Incompatible, and then writes none."""
    if found := incompatible(docs=docs):
        raise Incompatible("\n".join(found))
    texts = wanted()
    changed = _stale(texts, docs=docs)
    (docs / SCHEMAS).mkdir(parents=True, exist_ok=True)
    for path in changed:
        (docs / path).write_text(texts[path])
    return changed


def incompatible(*, docs: Path) -> list[str]:
    """What today's contracts break of the schemas that stand in the files, which are the released ones."""
    return broken(released=released(docs=docs), present={one.wire_name: schema_of(one.contract) for one in entries()})


def broken(*, released: Mapping[str, Schema], present: Mapping[str, Schema]) -> list[str]:
    found = [refusals(type_=type_, old=old, new=present.get(type_)) for type_, old in sorted(released.items())]
    return [sentence for sentences in found for sentence in sentences]


def released(*, docs: Path) -> dict[str, Schema]:
    return {path.name.removesuffix(ENDING): json.loads(path.read_text()) for path in _released(docs)}


def _texts(found: tuple[Entry, ...]) -> dict[str, str]:
    schemas = {entry.wire_name: schema_of(entry.contract) for entry in found}
    files = {f"{SCHEMAS}/{type_}{ENDING}": json.dumps(one, indent=2) + "\n" for type_, one in schemas.items()}
    return {
        PAGE: page.page(found, schemas=schemas),
        ASYNCAPI: asyncapi.document(found, schemas=schemas),
        **files,
    }


def _released(docs: Path) -> list[Path]:
    return sorted((docs / SCHEMAS).glob(f"*{ENDING}"))


def _read(path: Path) -> str | None:
    return path.read_text() if path.exists() else None
