"""Lessons: the blocks of a sequential in their order, as one text with its exercises."""

from dataclasses import dataclass, field, replace
from typing import Final
from xml.etree.ElementTree import tostring

from apps.courses.services.importers.html import read_page
from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.olx import exercises
from apps.courses.services.importers.olx.blocks import Block, is_lesson, path_of
from apps.courses.services.importers.olx.faults import NotTaken
from apps.courses.services.importers.olx.kept import Kept, KeptExercise, KeptLesson, said
from apps.courses.services.importers.olx.links import Links
from apps.courses.services.importers.olx.slugs import Slugs
from apps.courses.services.importers.olx.videos import plain, video_text
from apps.courses.services.importers.olx.vocabulary import CHOICES, POOLS
from apps.courses.services.importers.tree import ImportedExercise, ImportedLesson
from gopro.errors import Invalid
from gopro.markdown import TEXT_LIMIT

LONGEST: Final = TEXT_LIMIT - 16 * 1024
SHOWN: Final = frozenset({"filename", "editor", "use_latex_compiler"})
STAFF: Final = "Only for staff there: left out of the lesson."
ALTERNATIVES: Final = "What a learner gets to see depends on a condition or on chance, which can't be kept."


@dataclass(kw_only=True, slots=True)
class Draft:
    """A lesson while it is read."""

    target: str
    kept: KeptLesson | None
    is_hidden: bool
    texts: list[str] = field(default_factory=list)
    exercises: list[ImportedExercise] = field(default_factory=list)
    length: int = 0

    def write(self, text: str) -> None:
        if self.length + len(text) > LONGEST:
            raise NotTaken(f"The lesson's text would be longer than {LONGEST:,} characters.")
        self.keep(text)

    def keep(self, text: str) -> None:
        self.length += len(text) + 2
        self.texts.append(text)

    @property
    def body(self) -> str:
        if self.kept is not None and self.texts == [self.kept.lesson.body]:
            return self.kept.lesson.body
        body = "\n\n".join(text.strip() for text in self.texts if text.strip())
        return f"{body}\n" if body else ""


@dataclass(kw_only=True, slots=True)
class Lessons:
    """Reads each lesson of one course."""

    intake: Intake
    links: Links
    kept: Kept
    slugs: Slugs = field(default_factory=Slugs)
    exercise_slugs: Slugs = field(default_factory=Slugs)

    def read(self, block: Block, *, section: str, is_hidden: bool) -> ImportedLesson | None:
        """None where the block isn't one that can stand alone."""
        kept = self.kept.lesson(block.name)
        key = kept.lesson.external_key if kept else block.key
        is_hidden = is_hidden or block.is_for_staff
        draft = Draft(target=f"lesson:{key}", kept=kept, is_hidden=is_hidden)
        if is_lesson(block):
            self._fill(block, draft=draft, is_hidden=is_hidden)
            block.target = draft.target
            block.say_left(known=frozenset({"visible_to_staff_only"}))
        else:
            self._take(block, draft=draft, is_hidden=is_hidden)
            if block.action != "used":
                return None
        return self._lesson(block, key=key, section=section, draft=draft)

    def _lesson(self, block: Block, *, key: str, section: str, draft: Draft) -> ImportedLesson:
        if draft.kept is not None:
            return self._as_kept(block, section=section, draft=draft, kept=draft.kept)
        title = block.title or block.name
        return ImportedLesson(
            external_key=key,
            slug=self.slugs.unique(title),
            title=title,
            summary="",
            body=draft.body,
            status="draft" if draft.is_hidden else "published",
            difficulty="beginner",
            section=section,
            exercises=tuple(draft.exercises),
        )

    def _as_kept(self, block: Block, *, section: str, draft: Draft, kept: KeptLesson) -> ImportedLesson:
        lesson = replace(kept.lesson, body=draft.body, section=section, exercises=tuple(draft.exercises))
        if said(lesson.title) != block.title:
            lesson = replace(lesson, title=block.title or lesson.title)
        if draft.is_hidden is (lesson.status == "published"):
            lesson = replace(lesson, status="draft" if draft.is_hidden else "published")
        return lesson

    def _fill(self, block: Block, *, draft: Draft, is_hidden: bool) -> None:
        for child in block.children:
            self._take(child, draft=draft, is_hidden=is_hidden)

    def _take(self, block: Block, *, draft: Draft, is_hidden: bool) -> None:
        block.target = block.target or draft.target
        hidden = is_hidden or block.is_for_staff
        if block.action == "error":
            self._note(block, draft=draft)
            return
        kept = self.kept.exercise(block.type, block.name)
        try:
            self._taken(block, draft=draft, is_hidden=hidden, kept=kept)
        except NotTaken as reason:
            self._give_up(block, reason=str(reason), draft=draft)
        except Invalid as fault:
            if block.type not in {"html", "problem"}:
                raise
            self._give_up(block, reason=fault.detail, draft=draft)

    def _taken(self, block: Block, *, draft: Draft, is_hidden: bool, kept: KeptExercise | None) -> None:
        if is_lesson(block):
            self._unit(block, draft=draft, is_hidden=is_hidden)
        elif kept is not None or block.type in POOLS | {"problem"}:
            self._exercise(block, draft=draft, is_hidden=is_hidden, kept=kept)
        elif block.type not in {"html", "video"}:
            raise NotTaken(
                ALTERNATIVES if block.type in CHOICES else f"Blocks of the type {block.type} can't be kept here."
            )
        elif is_hidden and not draft.is_hidden:
            block.say(STAFF, action="unsupported")
        elif block.type == "video":
            draft.write(video_text(block, links=self.links))
        else:
            self._page(block, draft=draft)

    def _unit(self, block: Block, *, draft: Draft, is_hidden: bool) -> None:
        block.say_left(known=frozenset({"visible_to_staff_only"}))
        if draft.kept is None or block.name != draft.kept.unit:
            self._write_title(block, draft=draft, is_hidden=is_hidden)
        self._fill(block, draft=draft, is_hidden=is_hidden)

    def _write_title(self, block: Block, *, draft: Draft, is_hidden: bool) -> None:
        if block.title and (draft.is_hidden or not is_hidden):
            draft.write(f"## {plain(block.title)}")

    def _exercise(self, block: Block, *, draft: Draft, is_hidden: bool, kept: KeptExercise | None) -> None:
        reader = exercises.Exercises(intake=self.intake, links=self.links, kept=self.kept, slugs=self.exercise_slugs)
        exercise, text = reader.read(block, is_hidden=is_hidden and not draft.is_hidden, kept=kept)
        if text and (draft.is_hidden or not is_hidden):
            draft.write(text)
        if exercise is None:
            return
        draft.exercises.append(exercise)
        if draft.kept is None:
            draft.write(f"> **Exercise:** {plain(exercise.title)}")

    def _page(self, block: Block, *, draft: Draft) -> None:
        kept = draft.kept
        html = self._source(block, target=draft.target)
        if kept is not None and block.name == kept.text and self.kept.is_unchanged(kept.files):
            draft.keep(kept.lesson.body)
            return
        page = read_page(html, leads=lambda address: self.links.lead(address, block=block))
        draft.write(page.markdown)
        block.say(page.remark)
        block.say_left(known=SHOWN)

    def _source(self, block: Block, *, target: str) -> str:
        """In a file of its own, or within the element."""
        for name in (block.attributes.get("filename", ""), block.name):
            path = f"html/{path_of(name)}.html"
            if name and path in self.intake and not len(block.element):
                return self.intake.text(path, type="html", target=target)
        inner = "".join(tostring(child, encoding="unicode", method="html") for child in block.element)
        return f"{block.element.text or ''}{inner}"

    def _give_up(self, block: Block, *, reason: str, draft: Draft) -> None:
        block.say(reason, action="unsupported")
        for inner in block.walk():
            if inner is not block:
                inner.target = draft.target
                inner.say(f"Within a {block.type} that isn't taken.", action="unsupported")
        self._note(block, draft=draft)

    def _note(self, block: Block, *, draft: Draft) -> None:
        """In the lesson, so that its author sees where something is missing."""
        name = f" “{plain(block.title)}”" if block.title else ""
        if draft.length < LONGEST:
            draft.keep(f"> **Not supported:** {plain(block.type)}{name}.")
