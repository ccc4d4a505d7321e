"""One code exercise of a lesson."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from apps.courses.services.importers import texts
from apps.courses.services.importers.fields import Fields
from apps.courses.services.importers.grading import grading_mode, is_gradeable
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.markdown.documents import read_document, read_fields
from apps.courses.services.importers.markdown.vocabulary import DIFFICULTIES, PUBLISHED, STATUSES
from apps.courses.services.importers.tree import ImportedExercise
from gopro.errors import Invalid


@dataclass(frozen=True, kw_only=True, slots=True)
class Files:
    stub: Mapping[str, str]
    readonly: Mapping[str, str]
    test: Mapping[str, str]
    solution: Mapping[str, str]


def read_exercise(folder: str, *, slug: str, concepts: tuple[str, ...], intake: Intake) -> ImportedExercise:
    path = f"{folder}/exercise.yaml"
    fields = read_fields(path, intake=intake)
    target = f"exercise:{fields.uuid('key')}"
    intake.aim(path, target=target)
    described = _described(fields, slug=slug, folder=folder, target=target, intake=intake)
    files = _files(folder, target=target, intake=intake)
    exercise = replace(
        described,
        stub_files=files.stub,
        readonly_files=files.readonly,
        test_files=files.test,
        solution_files=files.solution,
        grading_mode=grading_mode(files.test, language=described.language),
        prerequisites=tuple(_known(fields, concepts=concepts, target=target, intake=intake)),
    )
    if exercise.grading_mode == "none":
        reason = "No tests: it can be done, but not graded."
        intake.remark(fields.pointer("tests"), type="exercise", action="unsupported", reason=reason, target=target)
    intake.remark_unasked(fields, external_key=exercise.external_key, target=target)
    return exercise


def _described(fields: Fields, *, slug: str, folder: str, target: str, intake: Intake) -> ImportedExercise:
    instructions = read_document(f"{folder}/instructions.md", target=target, intake=intake)
    hints = f"{folder}/hints.md"
    return ImportedExercise(
        external_key=fields.uuid("key"),
        slug=slug,
        title=fields.text("title"),
        kind="code",
        language=_language(fields),
        blurb=fields.optional_text("blurb"),
        instructions=instructions,
        hints=texts.hints(read_document(hints, target=target, intake=intake)) if hints in intake else (),
        tasks=texts.tasks(instructions),
        difficulty=fields.choice("difficulty", DIFFICULTIES),
        status=fields.choice("status", STATUSES, default=PUBLISHED),
    )


def _language(fields: Fields) -> str:
    language = fields.slug("language")
    if not is_gradeable(language):
        raise fields.wrong("language", f"can't be graded here: {language!r}")
    return language


def _files(folder: str, *, target: str, intake: Intake) -> Files:
    files = Files(
        stub=_texts(f"{folder}/stub", type="stub", target=target, intake=intake),
        readonly=_texts(f"{folder}/readonly", type="readonly", target=target, intake=intake),
        test=_texts(f"{folder}/tests", type="test", target=target, intake=intake),
        solution=_texts(f"{folder}/solution", type="solution", target=target, intake=intake),
    )
    _refuse_unmatched(files, folder=folder)
    return files


def _refuse_unmatched(files: Files, *, folder: str) -> None:
    if not files.stub:
        raise Invalid(f"{folder}/stub: no file for the learner to edit.")
    for name in files.solution.keys() - files.stub.keys():
        raise Invalid(f"{folder}/solution/{name}: there is no stub of that name.")
    for name in files.stub.keys() - files.solution.keys():
        raise Invalid(f"{folder}/stub/{name}: there is no solution of that name.")
    laid = [*files.stub, *files.test, *files.readonly]
    for name in laid:
        if laid.count(name) > 1:
            raise Invalid(f"{folder}: {name!r} stands in more than one of stub, tests and readonly.")


def _texts(folder: str, *, type: str, target: str, intake: Intake) -> dict[str, str]:
    return {name: intake.text(f"{folder}/{name}", type=type, target=target) for name in intake.under(folder)}


def _known(fields: Fields, *, concepts: tuple[str, ...], target: str, intake: Intake) -> Iterator[str]:
    for number, slug in enumerate(fields.slugs("prerequisites")):
        if slug in concepts:
            yield slug
            continue
        path = f"{fields.pointer('prerequisites')}/{number}"
        reason = f"No lesson teaches the concept {slug!r}; left out."
        intake.remark(path, type="reference", action="error", reason=reason, target=target)
