"""One exercise of a track, from its folder."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from apps.courses.services.importers import texts
from apps.courses.services.importers.exercism.entries import Entry
from apps.courses.services.importers.exercism.files import ExerciseFiles, read_files
from apps.courses.services.importers.fields import Fields, is_web_address, read_json
from apps.courses.services.importers.grading import grading_mode, is_gradeable
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.tree import Action, ImportedExercise
from gopro.errors import Invalid

DOCUMENTS = ("introduction", "introduction.append", "instructions", "instructions.append")


def read_exercise(entry: Entry, *, patterns: Fields, language: str, intake: Intake) -> ImportedExercise:
    if not intake.under(entry.folder):
        raise Invalid(f"{entry.folder}: missing, though {entry.pointer} lists it.")
    meta = _meta(entry, intake=intake)
    skips_tests = _skips_tests(entry, intake=intake)
    files = read_files(entry, files=meta.section("files"), patterns=patterns, language=language, intake=intake)
    described = _described(entry, meta=meta, intake=intake)
    faults = tuple(_faults(entry, files=files, instructions=described.instructions))
    for fault in faults:
        _remark(entry, action="error", reason=fault, intake=intake)
    intake.remark_unasked(meta, external_key=entry.external_key, target=entry.target)
    mode = "none" if skips_tests else grading_mode(files.test, language=language)
    if mode == "none" and is_gradeable(language):
        _remark(entry, action="unsupported", reason="No tests: it can be done, but not graded.", intake=intake)
    return replace(
        described,
        language=language,
        status="draft" if faults and entry.status == "published" else entry.status,
        stub_files=files.stub,
        readonly_files=files.readonly,
        test_files=files.test,
        solution_files=files.solution,
        grading_mode=mode,
    )


def read_document(entry: Entry, *, name: str, intake: Intake) -> str:
    path = f"{entry.folder}/.docs/{name}.md"
    if path not in intake:
        return ""
    return texts.plain_markdown(intake.text(path, type="document", target=entry.target))


def _meta(entry: Entry, *, intake: Intake) -> Fields:
    path = f"{entry.folder}/.meta/config.json"
    if path in intake:
        return Fields(read_json(intake.text(path, type="config", target=entry.target), path=path), path=path)
    _remark(
        entry, action="error", reason=".meta/config.json is missing; the track's patterns were used.", intake=intake
    )
    return Fields({}, path=path)


def _described(entry: Entry, *, meta: Fields, intake: Intake) -> ImportedExercise:
    documents = {name: read_document(entry, name=name, intake=intake) for name in DOCUMENTS}
    return ImportedExercise(
        external_key=entry.external_key,
        slug=entry.slug,
        title=entry.title,
        kind="code",
        blurb=meta.optional_text("blurb"),
        instructions=_joined(documents),
        hints=texts.hints(read_document(entry, name="hints", intake=intake)),
        tasks=texts.tasks(documents["instructions"]),
        difficulty=entry.difficulty,
        difficulty_raw=entry.difficulty_raw,
        status=entry.status,
        is_beta=entry.is_beta,
        concepts=entry.concepts,
        prerequisites=entry.prerequisites,
        authors=meta.texts("authors"),
        contributors=meta.texts("contributors"),
        source=meta.optional_text("source"),
        source_url=_source_url(meta, entry=entry, intake=intake),
    )


def _joined(documents: Mapping[str, str]) -> str:
    """What is appended goes on under the title of the text before."""
    parts = (texts.without_title(text) if name.endswith(".append") else text for name, text in documents.items())
    return "\n".join(part for part in parts if part.strip())


def _faults(entry: Entry, *, files: ExerciseFiles, instructions: str) -> Iterator[str]:
    """What keeps an exercise from learners until somebody has looked at it."""
    yield from files.faults
    if not files.stub:
        yield f"{entry.folder}: no file for the learner to edit."
    if not files.solution:
        yield f"{entry.folder}: no example, so its tests can't be recorded."
    if not instructions:
        yield f"{entry.folder}: no instructions."


def _skips_tests(entry: Entry, *, intake: Intake) -> bool:
    path = f"{entry.folder}/.meta/.skip_tests"
    if path not in intake:
        return False
    intake.leave(path, type="config", action="used", reason="Turns testing off.", target=entry.target)
    return True


def _source_url(meta: Fields, *, entry: Entry, intake: Intake) -> str:
    url = meta.optional_text("source_url")
    if not url or is_web_address(url):
        return url
    _remark(entry, action="error", reason=f"source_url {url!r} isn't a web address; left out.", intake=intake)
    return ""


def _remark(entry: Entry, *, action: Action, reason: str, intake: Intake) -> None:
    intake.remark(
        entry.pointer,
        type="exercise",
        action=action,
        reason=reason,
        external_key=entry.external_key,
        target=entry.target,
    )
