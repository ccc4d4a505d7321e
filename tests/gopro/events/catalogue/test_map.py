"""`manage.py events map`: the documents, written anew, checked, refused."""

import json
from io import StringIO
from pathlib import Path

import pytest
import yaml
from django.core.management import CommandError, call_command
from django.test import override_settings
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it ships no types

from gopro.events.catalogue import files
from gopro.events.catalogue.compatibility import REMEDY
from gopro.events.catalogue.entries import RoomsMissing, entries
from gopro.events.catalogue.examples import example

TYPE = "gopro.users.user.user_created.v1"


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    run(tmp_path)
    return tmp_path


def run(docs: Path, *options: str) -> str:
    output = StringIO()
    call_command("events", "map", "--docs", str(docs), *options, stdout=output)
    return output.getvalue()


def schema_file(docs: Path) -> Path:
    return docs / "schemas" / f"{TYPE}.schema.json"


def test_it_writes_what_is_new_and_nothing_twice(docs: Path) -> None:
    written = {str(path.relative_to(docs)) for path in docs.rglob("*.*")}
    assert written == {"events.md", "asyncapi.yaml", *(f"schemas/{one.wire_name}.schema.json" for one in entries())}
    assert run(docs) == "Nothing changed.\n"
    assert run(docs, "--check") == "Every document says what the contracts say.\n"


def test_a_stale_file_is_named_and_written_anew(docs: Path) -> None:
    page = docs / "events.md"
    right = page.read_text()
    page.write_text(right + "and so on\n")
    with pytest.raises(CommandError, match=r"events\.md is stale: run manage\.py events map$"):
        run(docs, "--check")
    assert page.read_text() != right
    assert run(docs) == f"wrote {page}\n"
    assert page.read_text() == right


def test_a_missing_file_is_stale(docs: Path) -> None:
    schema_file(docs).unlink()
    with pytest.raises(CommandError, match=rf"{TYPE}\.schema\.json is stale"):
        run(docs, "--check")


def test_what_was_released_otherwise_is_neither_checked_in_nor_overwritten(docs: Path) -> None:
    released = json.loads(schema_file(docs).read_text())
    released["properties"]["nickname"] = {"type": "string"}
    schema_file(docs).write_text(json.dumps(released))
    (docs / "events.md").write_text("old")
    for options in ((), ("--check",)):
        with pytest.raises(CommandError) as refusal:
            run(docs, *options)
        assert str(refusal.value).startswith(f"{TYPE}: /nickname was removed or renamed. {REMEDY}")
    assert json.loads(schema_file(docs).read_text()) == released
    assert (docs / "events.md").read_text() == "old"


def test_a_released_fact_without_a_contract_is_refused(docs: Path) -> None:
    gone = docs / "schemas" / "gopro.users.user.user_forgotten.v1.schema.json"
    gone.write_text(schema_file(docs).read_text())
    with pytest.raises(CommandError, match=r"^gopro\.users\.user\.user_forgotten\.v1 was removed or renamed"):
        run(docs)


def test_a_part_of_the_house_does_not_know_who_hears() -> None:
    with override_settings(ROOMS_HERE=("users",)), pytest.raises(RoomsMissing):
        files.wanted()


def test_schemas_are_schemas_and_their_examples_fit(docs: Path) -> None:
    for path in (docs / "schemas").iterdir():
        schema = json.loads(path.read_text())
        Draft202012Validator.check_schema(schema)
        Draft202012Validator(schema).validate(example(schema))


def test_the_page_says_who_tells_and_who_hears(docs: Path) -> None:
    page = (docs / "events.md").read_text()
    section = page.partition(f"### {TYPE}\n")[2].partition("\n### ")[0]
    assert "- Stream: `users.user:<user_id>`" in section
    assert "- Told in: `apps.users.services.imports.changes`, `apps.users.services.registration`" in section
    assert "`apps.notifications.handlers.remember_recipient`" in section
    assert "| `email` | string | personal, of `user_id`: ciphertext on the way" in section
    assert '    users --> gopro_users_user_user_created_v1["User Created"]' in page
    assert "    gopro_users_user_user_created_v1 --> notifications" in page


def test_the_asyncapi_document_holds_together(docs: Path) -> None:
    """Each reference leads somewhere; the form itself was checked with AsyncAPI's own parser."""
    text = (docs / "asyncapi.yaml").read_text()
    document = yaml.safe_load(text)
    for reference in references(document):
        place, found = reference, document
        if not reference.startswith("#/"):
            assert (docs / reference).exists(), reference
            continue
        for step in place.removeprefix("#/").split("/"):
            found = found[step]
    hears = document["operations"]["notifications.hears.users.events"]
    assert hears["action"] == "receive"
    assert {"$ref": f"#/channels/users.events/messages/{TYPE}"} in hears["messages"]
    assert document["channels"]["users.events"]["address"] == "{prefix}.users.events"


def references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [one for value in node.values() for one in references(value)]
    return [one for value in node for one in references(value)] if isinstance(node, list) else []
