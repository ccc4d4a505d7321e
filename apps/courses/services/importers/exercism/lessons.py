"""Lessons of a track: one for each concept taught, then practice by difficulty."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from apps.courses.services.importers import texts
from apps.courses.services.importers.exercism.entries import Entry
from apps.courses.services.importers.exercism.exercises import read_document
from apps.courses.services.importers.fields import Fields, is_web_address, read_json
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.tree import (
    Difficulty,
    ImportedConcept,
    ImportedExercise,
    ImportedLesson,
    ImportedResource,
)
from gopro.errors import Invalid

BANDS: Final[tuple[Difficulty, ...]] = ("beginner", "intermediate", "advanced")
REPLACED: Final = "The introduction of the exercise that teaches it is shown instead."
UNTAUGHT: Final = "Taught by no exercise: a concept without a lesson."


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """Which exercises stand under which concept, which under which difficulty."""

    teachers: Mapping[str, Entry]
    by_concept: Mapping[str, tuple[Entry, ...]]
    by_band: Mapping[Difficulty, tuple[Entry, ...]]


def plan_lessons(entries: tuple[Entry, ...]) -> Plan:
    teachers: dict[str, Entry] = {}
    for entry in entries:
        if entry.teaches:
            for concept in entry.concepts:
                teachers.setdefault(concept, entry)
    homes = [(_home(entry, teachers=teachers), entry) for entry in entries]
    return Plan(
        teachers=teachers,
        by_concept={key: tuple(entry for home, entry in homes if home == key) for key in teachers},
        by_band={
            band: tuple(entry for home, entry in homes if not home and entry.difficulty == band) for band in BANDS
        },
    )


def read_lessons(
    plan: Plan,
    *,
    concepts: tuple[ImportedConcept, ...],
    exercises: Mapping[str, ImportedExercise],
    intake: Intake,
) -> tuple[ImportedLesson, ...]:
    known = {concept.external_key: concept for concept in concepts}
    _report_untaught(plan, concepts=concepts, intake=intake)
    lessons = (
        *(_concept_lesson(known[key], plan=plan, exercises=exercises, intake=intake) for key in plan.teachers),
        *(_practice_lesson(band, plan=plan, exercises=exercises) for band in BANDS if plan.by_band[band]),
    )
    if len({lesson.slug for lesson in lessons}) != len(lessons):
        raise Invalid("config.json#/concepts: the slugs practice-beginner, -intermediate and -advanced are taken here.")
    return lessons


def _home(entry: Entry, *, teachers: Mapping[str, Entry]) -> str:
    """The first concept's lesson; what only practises needs one that learners can see. "" where there is none."""
    if entry.teaches:
        return next((key for key in entry.concepts if teachers[key] == entry), "")
    return next((key for key in entry.concepts if key in teachers and teachers[key].status == "published"), "")


def _report_untaught(plan: Plan, *, concepts: tuple[ImportedConcept, ...], intake: Intake) -> None:
    for number, concept in enumerate(concepts):
        if concept.external_key in plan.teachers:
            continue
        target = f"concept:{concept.external_key}"
        for name in intake.under(f"concepts/{concept.slug}"):
            intake.leave(
                f"concepts/{concept.slug}/{name}", type="document", action="ignored", reason=UNTAUGHT, target=target
            )
        intake.remark(
            f"config.json#/concepts/{number}",
            type="concept",
            action="ignored",
            reason=UNTAUGHT,
            external_key=concept.external_key,
            target=target,
        )


def _concept_lesson(
    concept: ImportedConcept, *, plan: Plan, exercises: Mapping[str, ImportedExercise], intake: Intake
) -> ImportedLesson:
    key = concept.external_key
    teacher = plan.teachers[key]
    meta = _meta(concept, intake=intake)
    lesson = ImportedLesson(
        external_key=key,
        slug=concept.slug,
        title=concept.name,
        summary=meta.optional_text("blurb"),
        body=_body(concept, teacher=teacher, intake=intake),
        resources=tuple(_resources(concept, intake=intake)),
        status=teacher.status,
        difficulty="beginner",
        concepts=(key,),
        exercises=tuple(exercises[entry.external_key] for entry in plan.by_concept[key]),
    )
    intake.remark_unasked(meta, external_key=key, target=f"lesson:{key}")
    return lesson


def _practice_lesson(band: Difficulty, *, plan: Plan, exercises: Mapping[str, ImportedExercise]) -> ImportedLesson:
    entries = plan.by_band[band]
    summary = f"Exercises to practise freely at the {band} level."
    return ImportedLesson(
        external_key=f"practice:{band}",
        slug=f"practice-{band}",
        title=f"Practice: {band}",
        summary=summary,
        body=f"{summary}\n",
        status="published" if any(entry.status == "published" for entry in entries) else entries[0].status,
        difficulty=band,
        exercises=tuple(exercises[entry.external_key] for entry in entries),
    )


def _meta(concept: ImportedConcept, *, intake: Intake) -> Fields:
    path = f"concepts/{concept.slug}/.meta/config.json"
    if path not in intake:
        return Fields({}, path=path)
    text = intake.text(path, type="config", target=f"lesson:{concept.external_key}")
    return Fields(read_json(text, path=path), path=path)


def _body(concept: ImportedConcept, *, teacher: Entry, intake: Intake) -> str:
    """An exercise that teaches several concepts introduces all of them, so each keeps its own introduction."""
    own = f"concepts/{concept.slug}/introduction.md"
    about = _document(concept, name="about.md", intake=intake)
    introduction = ""
    if len(teacher.concepts) == 1:
        introduction = read_document(teacher, name="introduction", intake=intake)
    if introduction and own in intake:
        intake.leave(own, type="document", action="ignored", reason=REPLACED, target=f"lesson:{concept.external_key}")
    introduction = introduction or _document(concept, name="introduction.md", intake=intake)
    introduction = introduction or read_document(teacher, name="introduction", intake=intake)
    if not introduction and not about:
        raise Invalid(f"{own}: missing, and nothing else introduces the concept {concept.slug!r}.")
    return "\n".join(text for text in dict.fromkeys((introduction, about)) if text)


def _document(concept: ImportedConcept, *, name: str, intake: Intake) -> str:
    path = f"concepts/{concept.slug}/{name}"
    if path not in intake:
        return ""
    return texts.plain_markdown(intake.text(path, type="document", target=f"lesson:{concept.external_key}"))


def _resources(concept: ImportedConcept, *, intake: Intake) -> Iterator[ImportedResource]:
    path = f"concepts/{concept.slug}/links.json"
    if path not in intake:
        return
    target = f"lesson:{concept.external_key}"
    links = read_json(intake.text(path, type="links", target=target), path=path)
    for row in Fields({"links": links}, path=path).rows("links"):
        url = row.text("url")
        if is_web_address(url):
            yield ImportedResource(url=url, title=row.optional_text("description") or url)
        else:
            reason = f"{url!r} isn't a web address; left out."
            intake.remark(row.path, type="link", action="error", reason=reason, target=target)
