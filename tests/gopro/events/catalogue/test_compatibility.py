"""What a released fact may not become: each rule with a change that breaks it."""

from collections.abc import Mapping
from dataclasses import dataclass, make_dataclass
from enum import StrEnum
from typing import Annotated, Any, Literal
from uuid import UUID

import pytest
from pydantic import Field

from gopro.events.catalogue.compatibility import REMEDY, refusals
from gopro.events.catalogue.schemas import OutOfDialect, schema_of
from gopro.events.contract import Event, Personal

TYPE = "gopro.library.book.book_lent.v1"


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    shelf: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Exemplar:
    """The same as a Copy, by another name."""

    shelf: str
    number: int


@dataclass(frozen=True, kw_only=True, slots=True)
class SlimCopy:
    shelf: str


FIELDS: dict[str, Any] = {
    "book_id": UUID,
    "reader_id": UUID,
    "title": str,
    "days": int,
    "purpose": Literal["loan", "gift"],
    "copies": tuple[Copy, ...],
    "labels": Mapping[str, str],
    "note": str | None,
    "pages": Annotated[int, Field(ge=1, le=100)],
    "reader": Annotated[str, Personal("reader_id")],
    "place": (str, "here"),
}


def contract(**changes: Any) -> dict[str, Any]:
    """The schema of the contract with these fields changed; None takes one away."""
    marks = {"aggregate": changes.pop("aggregate", "book_id"), "snapshot": changes.pop("snapshot", False)}
    title = changes.pop("title_of_class", "BookLent")
    wanted = {name: kind for name, kind in (FIELDS | changes).items() if kind is not None}
    fields = [(name, *kind) if isinstance(kind, tuple) else (name, kind) for name, kind in wanted.items()]
    ours = {"name": TYPE.removeprefix("gopro."), "__doc__": "A book was lent.", "__module__": __name__, **marks}
    made = make_dataclass(title, fields, bases=(Event,), namespace=ours, frozen=True, kw_only=True, slots=True)
    return schema_of(made)


def told(**changes: Any) -> list[str]:
    return refusals(type_=TYPE, old=contract(), new=contract(**changes))


def refusal(what: str) -> list[str]:
    return [f"{TYPE}: {what}. {REMEDY}"]


class Purpose(StrEnum):
    LOAN = "loan"
    GIFT = "gift"


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"due": (str, "")},
        {"due": (UUID | None, None)},
        {"copies": tuple[Exemplar, ...]},
        {"purpose": Purpose},
        {"title_of_class": "BookGivenOut"},
        {"copies": list[Copy]},
    ],
    ids=[
        "nothing",
        "an optional field",
        "one that may be none",
        "a class",
        "its way",
        "the fact's class",
        "the list's",
    ],
)
def test_what_breaks_nobody_is_taken(changes: dict[str, Any]) -> None:
    assert told(**changes) == []


@pytest.mark.parametrize(
    ("changes", "what"),
    [
        ({"days": None}, "/days was removed or renamed"),
        ({"days": str}, "/days was integer and is string"),
        ({"days": float}, "/days was integer and is number"),
        ({"title": UUID}, "/title was string and is string/uuid"),
        ({"reader_id": UUID | None}, "/reader_id was string/uuid and is string/uuid or null"),
        ({"note": str}, "/note was string or null and is string"),
        ({"copies": Copy}, "/copies was array (items) and is object"),
        ({"copies": tuple[str, ...]}, "/copies/* was object and is string"),
        ({"copies": tuple[SlimCopy, ...]}, "/copies/*/number was removed or renamed"),
        ({"labels": Mapping[str, int]}, "/labels/* was string and is integer"),
        ({"due": str}, "/due is newly required (no default), and facts already told lack it"),
        ({"days": (int, 7)}, "/days may be absent from now on, and readers count on it"),
        ({"place": (str, "there")}, "/place means something else where it is absent"),
        ({"purpose": Literal["loan"]}, "/purpose takes other values"),
        ({"purpose": Literal["loan", "gift", "sale"]}, "/purpose takes other values"),
        ({"pages": Annotated[int, Field(ge=1, le=50)]}, "/pages has other bounds"),
        ({"pages": Annotated[int, Field(ge=1, le=500)]}, "/pages has other bounds"),
        ({"title": Annotated[str, Field(pattern="^[A-Z]")]}, "/title takes other values"),
        ({"title": Annotated[str, Field(max_length=9)]}, "/title has other bounds"),
        ({"reader": str}, "/reader is otherwise marked as a person's"),
        ({"title": Annotated[str, Personal("reader_id")]}, "/title is otherwise marked as a person's"),
        ({"aggregate": "reader_id"}, "the fact belongs to another stream"),
        ({"snapshot": True}, "the fact stands otherwise to the facts before it"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_breaks_a_reader_is_refused(changes: dict[str, Any], what: str) -> None:
    assert told(**changes) == refusal(what)


def test_a_renamed_field_is_one_that_went_and_one_that_came() -> None:
    assert told(days=None, term=int) == [
        *refusal("/days was removed or renamed"),
        *refusal("/term is newly required (no default), and facts already told lack it"),
    ]


def test_a_fact_that_is_gone_is_refused() -> None:
    assert refusals(type_=TYPE, old=contract(), new=None) == [f"{TYPE} was removed or renamed. {REMEDY}"]


def test_a_type_that_cannot_be_compared_is_no_field_of_a_fact() -> None:
    with pytest.raises(OutOfDialect, match=r"prefixItems can't be compared"):
        contract(copies=tuple[str, int])


def test_the_name_of_a_fact_is_in_its_schemas_id() -> None:
    schema = contract()
    assert schema["$id"] == f"urn:gopro:schema:{TYPE}"
    assert schema["properties"]["reader"] == {"type": "string", "x-personal-of": "reader_id"}
    assert (schema["x-aggregate"], schema["x-snapshot"]) == ("book_id", False)
