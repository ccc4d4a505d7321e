"""Lessons as sequentials of one unit: the text, then a block for each exercise."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element, SubElement

from apps.courses.services.exporters.files import ExportedFile, digests
from apps.courses.services.exporters.olx.names import Names
from apps.courses.services.exporters.olx.pages import Pages, content, structure
from apps.courses.services.exporters.olx.problems import problem
from apps.courses.services.importers.olx.kept import (
    KeptExercise,
    KeptLesson,
    dump,
    exercise_file,
    lesson_file,
    said,
)
from apps.courses.services.importers.tree import ImportedExercise, ImportedLesson, Status

ELSEWHERE: Final = "*This exercise is done in GO-PRO, where it is kept whole.*"


@dataclass(frozen=True, kw_only=True, slots=True)
class Lessons:
    pages: Pages
    names: Names

    def write(self, lesson: ImportedLesson, *, chapter: Element) -> Iterator[ExportedFile]:
        name = self.pages.lessons[lesson.external_key]
        unit = self.names.named("vertical", key=f"{name}-unit")
        text = self.names.named("html", key=f"{name}-text")
        SubElement(chapter, "sequential", url_name=name)
        sequential = _titled("sequential", lesson.title, status=lesson.status)
        SubElement(sequential, "vertical", url_name=unit)
        vertical = _titled("vertical", lesson.title, status="published")
        SubElement(vertical, "html", url_name=text)
        page = tuple(self._page(text, title=lesson.title, html=self.pages.html(lesson.body)))
        for exercise in lesson.exercises:
            yield from self._exercise(exercise, vertical=vertical)
        yield ExportedFile(path=f"sequential/{name}.xml", content=structure(sequential))
        yield ExportedFile(path=f"vertical/{unit}.xml", content=structure(vertical))
        yield from page
        kept = KeptLesson(unit=unit, text=text, files=digests(page), lesson=replace(lesson, exercises=()))
        yield ExportedFile(path=lesson_file(name), content=dump(kept))

    def _page(self, name: str, *, title: str, html: str, status: Status = "published") -> Iterator[ExportedFile]:
        element = _titled("html", title, status=status)
        element.set("filename", name)
        yield ExportedFile(path=f"html/{name}.xml", content=structure(element))
        yield ExportedFile(path=f"html/{name}.html", content=html.encode())

    def _exercise(self, exercise: ImportedExercise, *, vertical: Element) -> Iterator[ExportedFile]:
        """What OLX can't ask is shown as a page, and kept beside it."""
        kind = "problem" if exercise.questions else "html"
        name = self.names.named(kind, key=exercise.external_key)
        SubElement(vertical, kind, url_name=name)
        files = tuple(self._written(exercise, name=name))
        yield from files
        kept = KeptExercise(files=digests(files), exercise=exercise)
        yield ExportedFile(path=exercise_file(kind, name), content=dump(kept))

    def _written(self, exercise: ImportedExercise, *, name: str) -> Iterator[ExportedFile]:
        if exercise.questions:
            yield ExportedFile(path=f"problem/{name}.xml", content=content(problem(exercise, pages=self.pages)))
            return
        html = f"{self.pages.html(exercise.instructions)}\n{self.pages.html(ELSEWHERE)}"
        yield from self._page(name, title=exercise.title, html=html, status=exercise.status)


def _titled(kind: str, title: str, *, status: Status) -> Element:
    element = Element(kind, display_name=said(title))
    if status != "published":
        element.set("visible_to_staff_only", "true")
    return element
