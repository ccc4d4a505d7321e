"""Writing banks. Quizzes of the draft that draw from one follow it, each edit with a version of their own."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from apps.courses.errors import BankInUse, ContentRefused
from apps.courses.models.banks import Bank, BankVersion
from apps.courses.models.content import Exercise
from apps.courses.selectors import banks, editing
from apps.courses.services import rules, versions
from apps.courses.services.changes import BankChanges
from apps.courses.services.content import BankContent, ExerciseContent
from apps.courses.services.exercises import revise_exercise
from apps.courses.services.slugs import minted
from gopro.audit import trail
from gopro.database import atomic
from gopro.preconditions import UNCONDITIONAL, Precondition


@atomic("courses")
def create_bank(*, course_id: UUID, content: BankContent, editor_id: UUID | None, slug: str = "") -> Bank:
    """The slug is minted once: it stands in the keys that learners answer to."""
    course = editing.locked_course(course_id=course_id)
    rules.check_bank(content)
    bank = Bank(course=course, slug=minted(Bank.objects.filter(course=course), wanted=slug, title=content.title))
    bank.draft_version = versions.bank_version(bank=bank, n=1, content=content, editor_id=editor_id)
    bank.save(force_insert=True)
    bank.draft_version.save(force_insert=True)
    _record(bank, verb="create", version=1)
    return bank


@atomic("courses")
def edit_bank(
    *, bank_id: UUID, changes: BankChanges, editor_id: UUID | None, if_match: Precondition = UNCONDITIONAL
) -> Bank:
    """A new version, which the draft's quizzes draw from at once, and learners with the next publication."""
    bank = banks.locked_bank(bank_id=bank_id)
    if_match.check(bank.draft_version.n)
    content = replace(BankContent.of(bank.draft_version), **changes)
    if content.hash() == bank.draft_version.content_hash:
        return bank
    rules.check_bank(content)
    drawing = list(banks.drawing(bank=bank))
    _refuse_too_few(content, bank=bank, drawing=drawing)
    n = bank.draft_version.n + 1
    bank.draft_version = _saved(versions.bank_version(bank=bank, n=n, content=content, editor_id=editor_id))
    bank.save(update_fields=["draft_version", "updated_at"])
    for exercise in drawing:
        _follow(exercise, bank=bank, editor_id=editor_id)
    _record(bank, verb="edit", version=n)
    return bank


@atomic("courses")
def retire_bank(*, bank_id: UUID, if_match: Precondition = UNCONDITIONAL) -> None:
    """Take it out of the draft; what learners were asked of it is kept. Raises BankInUse where a quiz draws from it."""
    bank = banks.locked_bank(bank_id=bank_id)
    if_match.check(bank.draft_version.n)
    drawing = banks.drawing(bank=bank).values_list("slug", flat=True)
    if drawing:
        raise BankInUse(f"These exercises draw from it: {', '.join(drawing)}.")
    bank.is_retired = True
    bank.save(update_fields=["is_retired", "updated_at"])
    _record(bank, verb="retire", version=bank.draft_version.n)


def _saved(version: BankVersion) -> BankVersion:
    version.save(force_insert=True)
    return version


def _refuse_too_few(content: BankContent, *, bank: Bank, drawing: list[Exercise]) -> None:
    for exercise in drawing:
        drawn = max(draw["count"] for draw in exercise.draft_version.draws if draw["bank"] == str(bank.id))
        if drawn > len(content.questions):
            raise ContentRefused(fields={"/questions": f"{exercise.slug} draws {drawn} of them."})


def _follow(exercise: Exercise, *, bank: Bank, editor_id: UUID | None) -> None:
    content = ExerciseContent.of(exercise.draft_version)
    draws = tuple(_newest(draw, bank=bank) for draw in content.draws)
    revise_exercise(exercise=exercise, content=replace(content, draws=draws), editor_id=editor_id)


def _newest(draw: Any, *, bank: Bank) -> dict[str, Any]:
    return {**draw, "version": bank.draft_version.n} if draw["bank"] == str(bank.id) else dict(draw)


def _record(bank: Bank, *, verb: str, version: int) -> None:
    trail.record(
        room="courses",
        action=f"courses.bank.{verb}",
        object_type="courses.bank",
        object_id=str(bank.id),
        changes={"version": str(version)},
    )
