"""The terms of a publication: what becomes of what learners did, and the estimate that its author saw."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pydantic import TypeAdapter

from apps.courses.contracts import ItemChoice, PublishChoices
from apps.courses.errors import ContentRefused
from apps.courses.models.choices import PublishChoice
from apps.courses.models.publishing import Publication

CHOICES = TypeAdapter(PublishChoices)


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """Without `choices` those of the estimate are meant, else to keep everything. `without_approval` is the reason of
    somebody who may publish a course without the approval that it wants.
    """

    choices: PublishChoices | None = None
    impact_id: UUID | None = None
    without_approval: str = ""


UNASKED = Terms()


def choices_of(*, default: str = PublishChoice.KEEP, items: Mapping[UUID, str] | None = None) -> PublishChoices:
    """One choice for all, and others for some, by lesson or exercise. Raises ContentRefused for an unknown one."""
    named = {"default": default} | {f"items/{id_}": choice for id_, choice in (items or {}).items()}
    known = ", ".join(PublishChoice.values)
    wrong = {f"/choices/{name}": f"One of {known}." for name, said in named.items() if said not in PublishChoice.values}
    if wrong:
        raise ContentRefused(fields=wrong)
    each = tuple(ItemChoice(id=id_, choice=str(choice)) for id_, choice in sorted((items or {}).items()))
    return PublishChoices(default=str(default), items=each)


def plain(choices: PublishChoices) -> dict[str, Any]:
    """As a JSON column holds them."""
    found: dict[str, Any] = {
        "default": choices.default,
        "items": [{"id": str(item.id), "choice": item.choice} for item in choices.items],
    }
    return found


def of_plain(value: Mapping[str, Any]) -> PublishChoices:
    return CHOICES.validate_python(value)


def told_terms(publication: Publication) -> dict[str, str]:
    """In the words of the audit."""
    said = publication.choices
    others = [f"{item['choice']} {item['id']}" for item in said["items"]]
    impact = publication.impact["says"] if publication.impact else "Not asked for"
    return {"policy": publication.policy, "choices": ", ".join([said["default"], *others]), "impact": impact}
