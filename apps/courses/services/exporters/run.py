"""An export from a course to its files. It holds solutions, hidden tests and answers: for its authors only."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from apps.courses.errors import NeverPublished, VersionNotFound
from apps.courses.selectors import exports
from apps.courses.selectors.exports import WholeCourse
from apps.courses.services.exporters.assets import with_assets
from apps.courses.services.exporters.files import ExportedFile
from apps.courses.services.exporters.registry import exporter_for
from apps.courses.services.exporters.tree import export_of
from apps.courses.services.importers.tree import ReportLine
from gopro.audit import trail
from gopro.database import atomic

DRAFT: Final = "draft"
LONGEST_NUMBER: Final = 9


@dataclass(frozen=True, kw_only=True, slots=True)
class Exported:
    """`lines` say what couldn't go with it."""

    edition: str
    files: tuple[ExportedFile, ...]
    lines: tuple[ReportLine, ...]


@atomic("courses")
def export_course(*, course_id: UUID, format: str, edition: str = "") -> Exported:
    """`edition` is a publication's number, `draft`, or empty for the last one. Whoever calls this has asked who may.

    Raises Invalid for an unknown format, NeverPublished, and VersionNotFound.
    """
    exported = preview_export(course_id=course_id, format=format, edition=edition)
    _record(course_id=course_id, format=format, edition=exported.edition)
    return exported


@atomic("courses")
def preview_export(*, course_id: UUID, format: str, edition: str = "") -> Exported:
    """The same, of which nobody is told."""
    exporter = exporter_for(format)
    edition = edition or _last(course_id=course_id)
    export = with_assets(export_of(_whole(course_id=course_id, edition=edition)), course_id=course_id)
    files = tuple(sorted(exporter(export.course), key=lambda file: file.path))
    return Exported(edition=edition, files=files, lines=export.lines)


def _last(*, course_id: UUID) -> str:
    number = exports.last_publication(course_id=course_id)
    if number is None:
        raise NeverPublished
    return str(number)


def _whole(*, course_id: UUID, edition: str) -> WholeCourse:
    if edition == DRAFT:
        return exports.draft(course_id=course_id)
    if not edition.isascii() or not edition.isdigit() or len(edition) > LONGEST_NUMBER:
        raise VersionNotFound
    return exports.publication(course_id=course_id, n=int(edition))


def _record(*, course_id: UUID, format: str, edition: str) -> None:
    trail.record(
        room="courses",
        action="courses.course.export",
        object_type="courses.course",
        object_id=str(course_id),
        changes={"format": format, "edition": edition},
    )
