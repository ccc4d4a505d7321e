"""An import from a reading to its report: run what must be run, plan, and apply in one transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from apps.courses.models.choices import Readiness
from apps.courses.models.imports import ImportRun, ImportSource, Recording
from apps.courses.selectors import grading
from apps.courses.selectors import imports as selectors
from apps.courses.selectors.imports import Imported
from apps.courses.services.content import ExerciseContent
from apps.courses.services.importers.tree import ImportedCourse, ImportedSource, Reading
from apps.courses.services.imports.apply import Application, Applied
from apps.courses.services.imports.assets import AssetStep, keep, plan_assets, with_media
from apps.courses.services.imports.lock import alone
from apps.courses.services.imports.mapping import READINESS, mapper_of
from apps.courses.services.imports.plan import Plan, Planner
from apps.courses.services.imports.report import Report, make_report
from apps.courses.services.recordings import Progress, record_all, require_sandbox
from gopro.audit import trail
from gopro.database import atomic


@dataclass(frozen=True, kw_only=True, slots=True)
class Options:
    """`as_draft` publishes nothing; `theirs` overwrites local edits; `recording` runs reference solutions."""

    as_draft: bool = False
    theirs: bool = False
    recording: bool = True
    slug: str = ""


def import_course(*, reading: Reading, options: Options, progress: Progress) -> Report:
    """All or nothing; the same source again changes nothing. What was recorded is kept even if the rest is refused."""
    with alone(locator=reading.course.source.locator):
        contents = to_record(reading.course)
        recordings = _recorded(contents, progress=progress) if options.recording else known(contents)
        assets = _assets(reading.course)
        keep(assets)
        return _carry_out(reading=reading, options=options, recordings=recordings, assets=assets)


def preview_import(*, reading: Reading, options: Options) -> Report:
    """What an import would do. Nothing is run or written; what hasn't been run is taken to pass."""
    contents = to_record(reading.course)
    assumed = {key: Recording(key=key, passed=True) for key in contents} if options.recording else {}
    recordings = assumed | known(contents)
    plan = _plan(reading.course, options=options, recordings=recordings, assets=_assets(reading.course))
    return make_report(plan=plan, lines=reading.lines)


def to_record(course: ImportedCourse) -> dict[str, ExerciseContent]:
    """Contents whose reference solution decides whether learners get them, by recording key."""
    mapper = mapper_of(course)
    exercises = [
        node for lesson in course.lessons for node in lesson.exercises if READINESS[node.status] == Readiness.READY
    ]
    keyed = ((mapper.exercise(node), node.kind) for node in exercises)
    return {key: content for content, kind in keyed if (key := content.recording_key(kind=kind))}


def known(contents: Mapping[str, ExerciseContent]) -> dict[str, Recording]:
    return grading.recordings(keys=list(contents))


def _recorded(contents: dict[str, ExerciseContent], *, progress: Progress) -> dict[str, Recording]:
    missing = contents.keys() - known(contents).keys()
    if missing:
        require_sandbox(languages={contents[key].language for key in missing}, progress=progress)
    return {one.key: one for one in record_all(contents=contents, progress=progress)}


@atomic("courses")
def _carry_out(
    *, reading: Reading, options: Options, recordings: Mapping[str, Recording], assets: tuple[AssetStep, ...]
) -> Report:
    told = reading.course.source
    selectors.lock(kind=told.kind, locator=told.locator, external_key=reading.course.external_key)
    plan = _plan(reading.course, options=options, recordings=recordings, assets=assets)
    source = _source(reading.course.source)
    application = Application(plan=plan, source=source, slug=options.slug, theirs=options.theirs)
    applied = application.apply(publishing=not options.as_draft)
    report = make_report(plan=plan, lines=reading.lines, unpublished=applied.unpublished)
    _log(reading.course.source, source=source, applied=applied, report=report)
    return report


def _assets(course: ImportedCourse) -> tuple[AssetStep, ...]:
    return plan_assets(course, here=_here(course).course) if course.assets else ()


def _plan(
    course: ImportedCourse,
    *,
    options: Options,
    recordings: Mapping[str, Recording],
    assets: tuple[AssetStep, ...],
) -> Plan:
    planner = Planner(here=_here(course), recordings=recordings, theirs=options.theirs)
    return replace(planner.plan(with_media(course, steps=assets)), assets=assets)


def _here(course: ImportedCourse) -> Imported:
    source = selectors.source(kind=course.source.kind, locator=course.source.locator)
    return selectors.imported(source=source, external_key=course.external_key)


def _source(told: ImportedSource) -> ImportSource:
    source, _ = ImportSource.objects.update_or_create(
        kind=told.kind,
        locator=told.locator,
        defaults={
            "revision": told.revision,
            "archive_sha256": told.archive_sha256,
            "license": told.license,
            "license_text": told.license_text,
            "attribution": told.attribution,
        },
    )
    return source


def _log(told: ImportedSource, *, source: ImportSource, applied: Applied, report: Report) -> None:
    ImportRun.objects.create(
        source=source,
        course=applied.course,
        revision=told.revision,
        archive_sha256=told.archive_sha256,
        counts=report.counts,
    )
    trail.record(
        room="courses",
        action="courses.course.import",
        object_type="courses.course",
        object_id=str(applied.course.id),
        changes={"revision": told.revision, **{action: str(count) for action, count in report.counts.items()}},
    )
