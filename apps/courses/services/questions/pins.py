"""Which version of which bank a quiz draws from: the newest, when its author says so or edits the bank."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any
from uuid import UUID

from apps.courses.errors import ContentRefused
from apps.courses.models.banks import Bank
from apps.courses.selectors import banks
from apps.courses.services.content import ExerciseContent


def pinned(content: ExerciseContent, *, course_id: UUID) -> ExerciseContent:
    """With the newest version of each bank. Raises ContentRefused for a bank that isn't the course's."""
    if not content.draws:
        return content
    here = {str(bank.id): bank for bank in banks.of_course(course_id=course_id)}
    wrong = dict(_faults(content.draws, here=here))
    if wrong:
        raise ContentRefused(fields=wrong)
    return replace(content, draws=tuple(_pinned(draw, bank=here.get(draw["bank"])) for draw in content.draws))


def _pinned(draw: Mapping[str, Any], *, bank: Bank | None) -> dict[str, Any]:
    return {"bank": draw["bank"], "version": bank.draft_version.n if bank else 0, "count": draw["count"]}


def _faults(draws: Iterable[Mapping[str, Any]], *, here: Mapping[str, Bank]) -> Iterable[tuple[str, str]]:
    for index, draw in enumerate(draws):
        if not draw["bank"]:
            continue
        bank = here.get(draw["bank"])
        if bank is None:
            yield f"/draws/{index}/bank", "There is no such bank in this course."
        elif draw["count"] > len(bank.draft_version.questions):
            yield f"/draws/{index}/count", f"The bank holds {len(bank.draft_version.questions)} questions."
