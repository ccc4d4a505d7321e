"""A whole track: config.json and what it names."""

import re

from apps.courses.services.importers.exercism.entries import read_concepts, read_entries
from apps.courses.services.importers.exercism.exercises import read_exercise
from apps.courses.services.importers.exercism.lessons import plan_lessons, read_lessons
from apps.courses.services.importers.fields import Fields, read_json
from apps.courses.services.importers.grading import is_gradeable
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.tree import (
    ImportedConcept,
    ImportedCourse,
    ImportedLesson,
    ImportedSource,
    Reading,
)
from gopro.archives.tree import Tree
from gopro.errors import Invalid

CONFIG = "config.json"
COURSE_KEY = "track"
TARGET = f"course:{COURSE_KEY}"
COPYRIGHT = re.compile(r"^Copyright .+$", re.MULTILINE)


def read(tree: Tree) -> Reading:
    intake = Intake(tree.unwrapped())
    config = _config(intake)
    language = config.slug("slug")
    if not is_gradeable(language):
        reason = f"{language!r} can't be graded here: its exercises come without grading."
        intake.remark(f"{CONFIG}#/slug", type="course", action="unsupported", reason=reason, target=TARGET)
    concepts = read_concepts(config)
    entries = read_entries(config, concepts=concepts, intake=intake)
    patterns = config.section("files")
    exercises = {
        entry.external_key: read_exercise(entry, patterns=patterns, language=language, intake=intake)
        for entry in entries
    }
    lessons = read_lessons(plan_lessons(entries), concepts=concepts, exercises=exercises, intake=intake)
    course = _course(config, lessons=lessons, concepts=concepts, intake=intake)
    intake.remark_unasked(config, external_key=COURSE_KEY, target=TARGET)
    return Reading(course=course, lines=intake.lines())


def _config(intake: Intake) -> Fields:
    if CONFIG not in intake:
        raise Invalid(f"{CONFIG}: missing; a track has it at its root.")
    return Fields(read_json(intake.text(CONFIG, type="config", target=TARGET), path=CONFIG), path=CONFIG)


def _course(
    config: Fields,
    *,
    lessons: tuple[ImportedLesson, ...],
    concepts: tuple[ImportedConcept, ...],
    intake: Intake,
) -> ImportedCourse:
    return ImportedCourse(
        source=_source(config, intake=intake),
        external_key=COURSE_KEY,
        slug=config.slug("slug"),
        title=config.text("language"),
        summary=config.optional_text("blurb"),
        description=_description(config),
        language=config.slug("slug"),
        difficulty="beginner",
        tags=config.texts("tags"),
        status="published" if config.flag("active") else "draft",
        lessons=lessons,
        concepts=concepts,
    )


def _description(config: Fields) -> str:
    features = [f"- **{row.text('title')}**: {row.text('content')}" for row in config.rows("key_features")]
    return "\n\n".join(part for part in (config.optional_text("blurb"), "\n".join(features)) if part)


def _source(config: Fields, *, intake: Intake) -> ImportedSource:
    slug, language = config.slug("slug"), config.text("language")
    license_text = _license_text(intake)
    holder = COPYRIGHT.search(license_text)
    owner = f"{holder[0]}, " if holder else ""
    return ImportedSource(
        kind="exercism",
        locator=f"exercism:{slug}",
        revision=_revision(intake),
        archive_sha256=intake.sha256,
        license="MIT" if license_text.lstrip().startswith("MIT License") else license_text.strip().partition("\n")[0],
        license_text=license_text,
        attribution=f"Exercism, {language} track, {owner}https://github.com/exercism/{slug}",
    )


def _license_text(intake: Intake) -> str:
    if "LICENSE" in intake:
        return intake.text("LICENSE", type="license", target=TARGET)
    reason = "LICENSE is missing: who may use the course is unknown."
    intake.remark(f"{CONFIG}#", type="license", action="error", reason=reason, target=TARGET)
    return ""


def _revision(intake: Intake) -> str:
    """The upstream commit, where whoever packed the archive wrote it down."""
    path = "PROVENANCE.json"
    if path not in intake:
        return ""
    return Fields(read_json(intake.text(path, type="provenance", target=TARGET), path=path), path=path).optional_text(
        "commit"
    )
