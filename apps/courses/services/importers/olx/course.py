"""A whole course of OLX."""

from dataclasses import dataclass, replace
from typing import Final
from xml.etree.ElementTree import Element

from apps.courses.services.importers.html import read_page
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.olx.blocks import Block, Blocks, homes, parse_file, short_key
from apps.courses.services.importers.olx.kept import Kept, KeptCourse, said
from apps.courses.services.importers.olx.lessons import Lessons
from apps.courses.services.importers.olx.links import Links
from apps.courses.services.importers.olx.policies import read_settings
from apps.courses.services.importers.olx.slugs import Slugs
from apps.courses.services.importers.olx.vocabulary import CHAPTER, COURSE, FURNITURE
from apps.courses.services.importers.tree import (
    ImportedCourse,
    ImportedLesson,
    ImportedSection,
    ImportedSource,
    Reading,
)
from gopro.archives.tree import Tree
from gopro.errors import Invalid
from gopro.markdown import plain_text

ROOT: Final = "course.xml"
WRAPPED: Final = 4
OVERVIEW: Final = "about/overview.html"
SUMMARY: Final = "about/short_description.html"
DRAFTS: Final = "drafts"
LONGEST_LICENSE: Final = 100


def read(tree: Tree) -> Reading:
    intake = Intake(_unwrapped(tree))
    if ROOT not in intake:
        raise Invalid(f"{ROOT}: missing; it is what a course of OLX begins with.")
    root = parse_file(ROOT, intake=intake)
    if root.tag != COURSE:
        raise Invalid(f"{ROOT}: a course was to be here, not a {root.tag}.")
    settings = read_settings(intake, run=root.get("url_name", ""))
    course = Blocks(intake, settings=settings).read(ROOT, root=root)
    reader = _Course(intake=intake, block=course, kept=Kept(intake=intake))
    read = reader.read()
    reader.settle()
    return Reading(course=read, lines=intake.lines())


def _unwrapped(tree: Tree) -> Tree:
    for _ in range(WRAPPED):
        tree = tree if ROOT in tree.files else tree.unwrapped()
    return tree


@dataclass(kw_only=True, slots=True)
class _Course:
    intake: Intake
    block: Block
    kept: Kept

    def read(self) -> ImportedCourse:
        links = Links(self.intake, homes=homes(self.block))
        assets = self.kept.course.assets if self.kept.course else ()
        for asset in assets:
            links.want(asset.file, key=asset.external_key)
        described = self._described(links)
        lessons = Lessons(intake=self.intake, links=links, kept=self.kept)
        sections, read = self._outline(lessons)
        names = {asset.file: asset.name for asset in assets}
        return replace(described, lessons=read, sections=sections, assets=links.assets(names=names))

    def _outline(self, lessons: Lessons) -> tuple[tuple[ImportedSection, ...], tuple[ImportedLesson, ...]]:
        sections, read, slugs = list[ImportedSection](), list[ImportedLesson | None](), Slugs()
        for child in self.block.children:
            if child.type == CHAPTER:
                section = self._section(child, slugs=slugs)
                sections += [section] if section else []
                key = section.external_key if section else ""
                read += [lessons.read(each, section=key, is_hidden=child.is_for_staff) for each in child.children]
            elif child.type in FURNITURE:
                child.say("It is no part of what is taught.", action="ignored")
            else:
                read.append(lessons.read(child, section="", is_hidden=False))
        return tuple(sections), tuple(lesson for lesson in read if lesson)

    def _section(self, block: Block, *, slugs: Slugs) -> ImportedSection | None:
        """None for a chapter that our own export made for lessons that have none."""
        block.say_left(known=frozenset({"visible_to_staff_only"}))
        if self.kept.is_loose(block.name):
            block.target = self.block.target
            return None
        kept, title = self.kept.section(block.name), block.title or block.name
        if kept is None:
            section = ImportedSection(external_key=block.key, slug=slugs.unique(title), title=title)
        else:
            section = kept if said(kept.title) == block.title else replace(kept, title=title)
        block.target = f"section:{section.external_key}"
        return section

    def _described(self, links: Links) -> ImportedCourse:
        source, kept = self._source(), self.kept.course
        key = kept.course.external_key if kept else source.locator.partition(":")[2]
        self.block.target = f"course:{key}"
        self.intake.aim(ROOT, target=self.block.target)
        title = self.block.title or self.block.attributes.get("course") or self.block.name or "Course"
        summary = plain_text(self._about(SUMMARY, links=links))
        description = self._about(OVERVIEW, links=links)
        if kept is not None:
            return self._as_kept(kept, source=source, title=title, summary=summary, description=description)
        return ImportedCourse(
            source=source,
            external_key=key,
            slug=Slugs().unique(title),
            title=title,
            summary=summary,
            description=description,
            language="",
            difficulty="beginner",
            status="published",
            lessons=(),
            concepts=(),
        )

    def _as_kept(
        self, kept: KeptCourse, *, source: ImportedSource, title: str, summary: str, description: str
    ) -> ImportedCourse:
        """Where it came from is what was read here, not what it was before."""
        source = replace(
            source,
            license=kept.course.source.license,
            license_text=kept.course.source.license_text,
            attribution=kept.course.source.attribution,
        )
        course = replace(kept.course, source=source)
        if said(course.title) != self.block.title:
            course = replace(course, title=title)
        is_same = self.kept.is_unchanged(kept.files)
        return course if is_same else replace(course, summary=summary, description=description)

    def _source(self) -> ImportedSource:
        """A course is known by its organisation, number and run, as everywhere in Open edX."""
        attributes = self.block.attributes
        named = [attributes.get("org", ""), attributes.get("course", ""), self.block.name]
        self.block.say_left(known=frozenset({"license"}))
        return ImportedSource(
            kind="olx",
            locator=short_key(f"olx:{'+'.join(named)}"),
            archive_sha256=self.intake.sha256,
            license=attributes.get("license", "")[:LONGEST_LICENSE],
        )

    def _about(self, path: str, *, links: Links) -> str:
        if path not in self.intake:
            return ""
        html = self.intake.text(path, type="about", target=self.block.target)
        page = Block(type="about", name=path, path=path, file=path, attributes={}, element=Element("about"))
        page.target = self.block.target
        read = read_page(html, leads=lambda address: links.lead(address, block=page))
        self.intake.settle(path, type="about", action="used", reason=read.remark, external_key="", target=page.target)
        return read.markdown

    def settle(self) -> None:
        """A line for each block, and one for each file of which the course holds no part."""
        for block in self.block.walk():
            self.intake.settle(
                block.path,
                type=block.type,
                action=block.action,
                reason=" ".join(block.reasons),
                external_key=block.key,
                target=block.target,
            )
        for name in self.intake.under(DRAFTS):
            reason = "A draft of Studio's that was never published."
            self.intake.leave(f"{DRAFTS}/{name}", type="draft", action="ignored", reason=reason)
