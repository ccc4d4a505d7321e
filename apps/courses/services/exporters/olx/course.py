"""A course as Studio exports one: a file a block, policies, static files; and `gopro/`, so that nothing is lost."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from apps.courses.services.exporters.files import ExportedCourse, ExportedFile, digests
from apps.courses.services.exporters.olx.lessons import Lessons
from apps.courses.services.exporters.olx.names import SAFE, FileNames, Names
from apps.courses.services.exporters.olx.pages import Pages, structure
from apps.courses.services.importers.olx.kept import COURSE, KeptAsset, KeptCourse, dump, said
from apps.courses.services.importers.tree import ImportedLesson, ImportedSection, ImportedSource

KIND: Final = "olx"
HOUSE: Final = "gopro"
RUN: Final = "course"
START: Final = "2030-01-01T00:00:00Z"  # as Open edX takes it where none is said: learners see it once that is changed
GRADER: Final = {"type": "Exercises", "short_label": "Ex", "min_count": 1, "drop_count": 0, "weight": 1.0}
LICENSES: Final = ("all-rights-reserved", "creative-commons")


def write(course: ExportedCourse) -> Iterator[ExportedFile]:
    names = FileNames()
    files = {asset.external_key: names.named(asset.name, key=asset.external_key) for asset in course.assets}
    return _Writer(course=course, files=files).write()


@dataclass(kw_only=True, slots=True)
class _Writer:
    course: ExportedCourse
    files: dict[str, str]
    names: Names = field(default_factory=Names)
    sections: dict[str, ImportedSection] = field(default_factory=dict)
    loose: list[str] = field(default_factory=list)

    def write(self) -> Iterator[ExportedFile]:
        organisation, number, run = self._named()
        yield _xml("course.xml", Element("course", url_name=run, org=organisation, course=number))
        root = Element("course", display_name=said(self.course.title))
        if self.course.source.license.startswith(LICENSES):
            root.set("license", said(self.course.source.license))
        called = {key: self.names.named("sequential", key=key) for key in self._lesson_keys()}
        pages = Pages(files=self.files, lessons=called)
        lessons = Lessons(pages=pages, names=self.names)
        for section, together in self._chapters():
            yield from self._chapter(section, together, root=root, lessons=lessons)
        yield _xml(f"course/{run}.xml", root)
        yield from self._policies(run)
        about = tuple(self._about(pages))
        yield from about
        yield from self._static()
        yield ExportedFile(path=COURSE, content=dump(self._kept(about)))

    def _lesson_keys(self) -> list[str]:
        return [lesson.external_key for lesson in self.course.lessons]

    def _named(self) -> tuple[str, str, str]:
        """A course of OLX keeps its name; others get one of this house's."""
        kind, _, name = self.course.source.locator.partition(":")
        organisation, number, run = (*name.split("+"), "", "", "")[:3]
        if kind == KIND and name == f"{organisation}+{number}+{run}" and all(map(SAFE.fullmatch, name.split("+"))):
            return organisation, number, run
        return HOUSE, self.course.slug, RUN

    def _source(self) -> ImportedSource:
        """As whoever reads the export will find it."""
        locator = f"{KIND}:{'+'.join(self._named())}"
        return replace(self.course.source, kind=KIND, locator=locator, revision="", archive_sha256="")

    def _chapters(self) -> Iterator[tuple[ImportedSection | None, list[ImportedLesson]]]:
        """Sections in their order with their lessons, and between them those that stand in none."""
        waiting = list(self.course.sections)
        for key, together in groupby(self.course.lessons, key=lambda lesson: lesson.section):
            while key and waiting and waiting[0].external_key != key:
                yield waiting.pop(0), []
            yield waiting.pop(0) if key and waiting else None, list(together)
        yield from ((section, []) for section in waiting)

    def _chapter(
        self, section: ImportedSection | None, together: list[ImportedLesson], *, root: Element, lessons: Lessons
    ) -> Iterator[ExportedFile]:
        key = section.external_key if section else f"loose-{len(self.loose) + 1}"
        name = self.names.named("chapter", key=key)
        if section is None:
            self.loose.append(name)
        else:
            self.sections[name] = section
        SubElement(root, "chapter", url_name=name)
        title = section.title if section else self.course.title
        chapter = Element("chapter", display_name=said(title))
        for lesson in together:
            yield from lessons.write(lesson, chapter=chapter)
        yield _xml(f"chapter/{name}.xml", chapter)

    def _policies(self, run: str) -> Iterator[ExportedFile]:
        policy = {f"course/{run}": {"course_image": "", "start": START}}
        grading = {"GRADER": [GRADER], "GRADE_CUTOFFS": {"Pass": 0.5}}
        yield _json(f"policies/{run}/policy.json", policy)
        yield _json(f"policies/{run}/grading_policy.json", grading)
        yield _json("policies/assets.json", {})

    def _about(self, pages: Pages) -> Iterator[ExportedFile]:
        yield ExportedFile(path="about/overview.html", content=pages.html(self.course.description).encode())
        yield ExportedFile(path="about/short_description.html", content=said(self.course.summary).encode())

    def _static(self) -> Iterator[ExportedFile]:
        for asset in self.course.assets:
            yield ExportedFile(path=f"static/{self.files[asset.external_key]}", content=asset.content)

    def _kept(self, about: tuple[ExportedFile, ...]) -> KeptCourse:
        return KeptCourse(
            files=digests(about),
            course=replace(self.course, source=self._source(), lessons=(), sections=(), assets=()),
            sections=self.sections,
            loose=tuple(self.loose),
            assets=tuple(
                KeptAsset(file=self.files[asset.external_key], external_key=asset.external_key, name=asset.name)
                for asset in self.course.assets
            ),
        )


def _xml(path: str, element: Element) -> ExportedFile:
    return ExportedFile(path=path, content=structure(element))


def _json(path: str, value: object) -> ExportedFile:
    return ExportedFile(path=path, content=json.dumps(value, indent=4, sort_keys=True, ensure_ascii=False).encode())
