"""Banks of a course, for those who write it; and what a version of an exercise draws from them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from apps.courses.errors import BankNotFound
from apps.courses.models.banks import Bank, BankVersion
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Course, Exercise
from apps.courses.models.questions import whole
from apps.courses.models.versions import ExerciseVersion

type Row = dict[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A question with its HTML, by the key that learners answer to."""

    key: str
    question: Mapping[str, Any]
    html: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """Questions of which `count` are asked."""

    count: int
    questions: tuple[Asked, ...]


def of_course(*, course_id: UUID) -> "QuerySet[Bank]":
    """Those in use, by slug."""
    return Bank.objects.filter(course_id=course_id, is_retired=False).select_related("draft_version").order_by("slug")


def bank(*, bank_id: UUID) -> Bank:
    found = Bank.objects.select_related("draft_version", "course").filter(id=bank_id, is_retired=False).first()
    if found is None:
        raise BankNotFound
    return found


def locked_bank(*, bank_id: UUID) -> Bank:
    """The bank as it is once the lock of its course is held."""
    course_id = bank(bank_id=bank_id).course_id
    Course.objects.select_for_update(no_key=True).filter(id=course_id).values_list("id").first()
    return bank(bank_id=bank_id)


def version(*, bank_id: UUID, n: int) -> BankVersion:
    found = BankVersion.objects.filter(bank_id=bank_id, n=n).select_related("bank").first()
    if found is None:
        raise BankNotFound
    return found


def drawing(*, bank: Bank) -> "QuerySet[Exercise]":
    """Exercises of the draft that draw from it."""
    rows = Exercise.objects.filter(course_id=bank.course_id).exclude(readiness=Readiness.RETIRED)
    drawn = rows.filter(draft_version__draws__contains=[{"bank": str(bank.id)}])
    return drawn.select_related("draft_version", "lesson", "course").order_by("pk")


def pools(version: ExerciseVersion) -> tuple[Pool, ...]:
    """All that may be asked: the exercise's own questions, then the banks', as pinned."""
    counts = {draw["bank"]: draw["count"] for draw in version.draws}
    own = tuple(_own(version))
    first = (Pool(count=counts.get("", len(own)), questions=own),) if own else ()
    drawn = [draw for draw in version.draws if draw["bank"]]
    held = _held(drawn)
    return (*first, *(Pool(count=draw["count"], questions=held[draw["bank"]]) for draw in drawn))


def shown(banks: Sequence[Bank]) -> list[Row]:
    return [_listed(bank) for bank in banks]


def detail(*, bank_id: UUID, n: int | None = None) -> Row:
    """As it is, or as it was in a version."""
    found = bank(bank_id=bank_id)
    seen = found.draft_version if n is None else version(bank_id=bank_id, n=n)
    questions = [whole(question) for question in seen.questions]
    return _listed(found) | {"title": seen.title, "version": seen.n, "questions": questions}


def _listed(bank: Bank) -> Row:
    own = {name: getattr(bank, name) for name in ("id", "course_id", "slug", "updated_at")}
    version = bank.draft_version
    return own | {"title": version.title, "version": version.n, "question_count": len(version.questions)}


def _own(version: ExerciseVersion) -> list[Asked]:
    pairs = zip(version.questions, version.rendered.get("questions", []), strict=True)
    return [Asked(key=question["key"], question=whole(question), html=html) for question, html in pairs]


def _held(draws: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Asked, ...]]:
    if not draws:
        return {}
    wanted = Q()
    for draw in draws:
        wanted |= Q(bank_id=draw["bank"], n=draw["version"])
    return {str(one.bank_id): _of_bank(one) for one in BankVersion.objects.filter(wanted).select_related("bank")}


def _of_bank(version: BankVersion) -> tuple[Asked, ...]:
    """A bank's slug keeps its keys apart from others'."""
    pairs = zip(version.questions, version.rendered, strict=True)
    return tuple(
        Asked(key=f"{version.bank.slug}.{question['key']}", question=whole(question), html=html)
        for question, html in pairs
    )
