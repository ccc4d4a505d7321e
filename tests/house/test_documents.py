"""The documents of facts say what the contracts say, and no contract breaks what was released."""

import json
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from pydantic import TypeAdapter

from gopro.access import document
from gopro.events import codec, registry
from gopro.events.catalogue import files
from gopro.events.catalogue.entries import Entry, entries
from gopro.events.catalogue.examples import example
from gopro.events.catalogue.schemas import schema_of
from gopro.events.contract import Event
from tests.house.sources import ROOT

DOCS = ROOT / "docs"
GOLDEN = ROOT / "tests" / "gopro" / "events" / "golden"
SAMPLES = sorted(GOLDEN.glob("*.json"))


def test_the_documents_are_not_stale() -> None:
    assert files.stale(docs=DOCS) == [], "run manage.py events map"


def test_the_table_of_access_is_not_stale() -> None:
    assert document.text() == (DOCS / "access.md").read_text(), "run manage.py access"


def test_no_released_fact_is_broken() -> None:
    assert files.incompatible(docs=DOCS) == []


def test_every_released_fact_has_a_golden_sample() -> None:
    """A sample is written once and never changed: what was told in that form must be read for ever."""
    missing = {
        f"{type_}.json": example(schema)
        for type_, schema in files.released(docs=DOCS).items()
        if not (GOLDEN / f"{type_}.json").exists()
    }
    assert missing == {}, f"save each in {GOLDEN.relative_to(ROOT)} and never change it again"


def holds(written: Any, data: Any) -> bool:
    """All that was told, whatever came to be told beside it since, at any depth."""
    if isinstance(data, dict):
        return all(name in written and holds(written[name], value) for name, value in data.items())
    if isinstance(data, list):
        return len(written) == len(data) and all(map(holds, written, data))
    return bool(written == data)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_todays_contracts_read_what_was_ever_told(sample: Path) -> None:
    data = json.loads(sample.read_text())
    contract = registry.event_type(sample.stem)
    assert contract is not None, f"{sample.stem} was released; its contract stays"
    event = codec.decode(contract, data)
    written = TypeAdapter(contract).dump_python(event, mode="json")
    assert holds(written, data)


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda sample: sample.stem)
def test_a_field_that_we_do_not_know_is_passed_over(sample: Path) -> None:
    contract = registry.event_type(sample.stem)
    assert contract is not None
    data = json.loads(sample.read_text())
    assert codec.decode(contract, data | {"from_the_future": {"a": [1]}}) == codec.decode(contract, data)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.wire_name)
def test_a_contract_is_explained_told_by_a_service_and_comparable(entry: Entry) -> None:
    assert entry.text
    assert not entry.text.startswith(f"{entry.title}(")
    assert entry.tellers, f"no service of {entry.room} tells it"
    assert schema_of(entry.contract)["properties"].keys() == {field.name for field in fields(entry.contract)}
    assert not {field.name for field in fields(entry.contract)} & set(dir(Event)), "it hides what Event itself says"
