"""The blocks of a course as its files hold them: one a file, or within one another."""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final
from xml.etree.ElementTree import Element

from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.olx.vocabulary import CONTAINERS, FURNITURE, LESSONS, NAMES, TRUE, UNITS
from apps.courses.services.importers.olx.xml import Malformed, parse
from apps.courses.services.importers.tree import Action
from gopro.errors import Invalid

POINTING: Final = frozenset({"url_name", "org", "course"})
NESTING: Final = 24
LONGEST_KEY: Final = 200

type Settings = Mapping[str, Mapping[str, str]]


@dataclass(kw_only=True, slots=True, eq=False)
class Block:
    """`path` is its line in the report: its own file, or its place in another's. What became of it gathers here."""

    type: str
    name: str
    path: str
    file: str
    attributes: Mapping[str, str]
    element: Element
    children: list["Block"] = field(default_factory=list)
    action: Action = "used"
    target: str = ""
    reasons: list[str] = field(default_factory=list)

    @property
    def key(self) -> str:
        return short_key(f"{self.type}/{self.name}")

    @property
    def title(self) -> str:
        names = (self.attributes.get(name, "") for name in ("display_name", "name", "title"))
        return next((text for name in names if (text := " ".join(name.split()))), "")

    @property
    def is_for_staff(self) -> bool:
        return self.attributes.get("visible_to_staff_only", "") in TRUE

    def say(self, reason: str, *, action: Action | None = None) -> None:
        if reason and reason not in self.reasons:
            self.reasons.append(reason)
        self.action = action or self.action

    def say_left(self, *, known: frozenset[str]) -> None:
        """Names only: a value may be a secret."""
        left = sorted(self.attributes.keys() - known - NAMES)
        if left:
            self.say(f"Left out: {', '.join(left)}.")

    def walk(self) -> Iterator["Block"]:
        yield self
        for child in self.children:
            yield from child.walk()


def short_key(key: str) -> str:
    return key if len(key) <= LONGEST_KEY else f"sha256/{hashlib.sha256(key.encode()).hexdigest()}"


class Blocks:
    """Reads a block with all in it. `settings` are what policies add, by type and name."""

    def __init__(self, intake: Intake, *, settings: Settings) -> None:
        self._intake = intake
        self._settings = settings
        self._keys: set[str] = set()

    def read(self, file: str, *, root: Element) -> Block:
        """The course; where its file only points to another, that one is the block."""
        pointed = self._pointed(root)
        if not pointed:
            return self._inlined(root, path=file, file=file, name="", nesting=0)
        block = self._from_file(pointed, element=root, name=root.get("url_name", ""), nesting=0)
        block.attributes = dict(root.attrib) | dict(block.attributes)
        return block

    def _inlined(self, element: Element, *, path: str, file: str, name: str, nesting: int) -> Block:
        if nesting > NESTING:
            raise Invalid(f"{path}: blocks nested deeper than {NESTING}.")
        name = element.get("url_name") or element.get("slug") or name
        more = self._settings.get(f"{element.tag}/{name}", {})
        block = Block(
            type=element.tag, name=name, path=path, file=file, attributes={**more, **element.attrib}, element=element
        )
        self._keys.add(block.key)
        if element.tag in CONTAINERS:
            self._fill(block, nesting=nesting)
        return block

    def _fill(self, block: Block, *, nesting: int) -> None:
        for number, child in enumerate(block.element):
            path = pointer(block.path, str(number))
            read = self._child(child, path=path, parent=block, number=number, nesting=nesting + 1)
            if read is not None:
                block.children.append(read)

    def _child(self, element: Element, *, path: str, parent: Block, number: int, nesting: int) -> Block | None:
        name = element.get("url_name") or element.get("slug") or f"{parent.name}-{element.tag}-{number}"
        file = self._pointed(element)
        if short_key(f"{element.tag}/{name}") in self._keys:
            reason = f"{element.tag} {name!r} stands twice; the first place counts."
            self._intake.remark(path, type="reference", action="error", reason=reason)
            return None
        if not file:
            block = self._inlined(element, path=path, file="", name=name, nesting=nesting)
            if self._points_nowhere(element):
                block.say(f"{element.tag}/{path_of(name)}.xml: missing.", action="error")
            return block
        return self._from_file(file, element=element, name=name, nesting=nesting)

    def _from_file(self, file: str, *, element: Element, name: str, nesting: int) -> Block:
        try:
            root = parse_file(file, intake=self._intake)
        except Malformed as fault:
            if element.tag in CONTAINERS:
                raise
            return self._broken(element, name=name, file=file, reason=str(fault))
        root.set("url_name", name)
        return self._inlined(root, path=file, file=file, name=name, nesting=nesting)

    def _broken(self, element: Element, *, name: str, file: str, reason: str) -> Block:
        self._keys.add(short_key(f"{element.tag}/{name}"))
        block = Block(type=element.tag, name=name, path=file, file=file, attributes={}, element=Element(element.tag))
        block.say(reason, action="error")
        return block

    def _pointed(self, element: Element) -> str:
        """The file that the element stands for; empty where the element is the block itself."""
        file = f"{element.tag}/{path_of(element.get('url_name', ''))}.xml"
        return file if _is_pointer(element) and file in self._intake else ""

    def _points_nowhere(self, element: Element) -> bool:
        page = f"html/{path_of(element.get('url_name', ''))}.html"
        return _is_pointer(element) and not (element.tag == "html" and page in self._intake)


def _is_pointer(element: Element) -> bool:
    is_empty = not len(element) and not (element.text or "").strip()
    names = set(element.keys())
    return is_empty and "url_name" in names and names <= POINTING and element.tag not in FURNITURE


def parse_file(file: str, *, intake: Intake) -> Element:
    return parse(intake.text(file, type="block", target=""), path=file)


def path_of(name: str) -> str:
    """Names with colons stand for folders."""
    return name.replace(":", "/")


def pointer(path: str, place: str) -> str:
    return f"{path}{'/' if '#' in path else '#/'}{place}"


def homes(course: Block) -> dict[str, Block]:
    """By a block's name, the block that makes the lesson in which it stands."""
    found: dict[str, Block] = {}
    for top in course.children:
        for lesson in top.children if top.type == "chapter" else [top]:
            for block in lesson.walk():
                found.setdefault(block.name, lesson)
    return found


def is_lesson(block: Block) -> bool:
    return block.type in LESSONS | UNITS
