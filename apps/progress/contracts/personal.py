"""What became of a person's data here."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalDataErased(Event):
    """All that the user did as a learner is gone.

    `counts` are rows by table, `digest` is of their ids.
    """

    name: ClassVar[str] = "progress.erasure.personal_data_erased.v1"
    aggregate: ClassVar[str] = "erasure_id"
    erasure_id: UUID
    user_id: UUID
    counts: dict[str, int]
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalDataExported(Event):
    """This room's part of a person's data is written: `counts` are rows by section, `sha256` is of the file."""

    name: ClassVar[str] = "progress.export.personal_data_exported.v1"
    aggregate: ClassVar[str] = "export_id"
    export_id: UUID
    user_id: UUID
    counts: dict[str, int]
    size: int
    sha256: str
