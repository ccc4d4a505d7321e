"""Markdown of exercises: notes, hints and numbered tasks."""

import re
from collections.abc import Iterator

from apps.courses.services.importers.tree import ImportedHint, ImportedTask

FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
NOTE = re.compile(r"(`{3,}|~{3,})exercism/([a-z]+)\s*$")
HEADING = re.compile(r"#{1,2} +(.+?)\s*#*\s*$")
NUMBERED = re.compile(r"([0-9]{1,4})\. +(.+)")
DEFINITION = re.compile(r" {0,3}\[([^\]]+)\]:\s")
NO_TASK = 0


def plain_markdown(text: str) -> str:
    """Notes, which only Exercism draws, become quotations that everybody draws."""
    return "\n".join(_without_notes(text.splitlines())).strip() + "\n"


def without_title(text: str) -> str:
    """For what continues another text under that one's title."""
    first, _, rest = text.lstrip().partition("\n")
    return rest.lstrip("\n") if first.startswith("# ") else text


def tasks(instructions: str) -> tuple[ImportedTask, ...]:
    numbered = (NUMBERED.fullmatch(title) for title, _body in _sections(instructions))
    return tuple(ImportedTask(number=int(found[1]), title=found[2]) for found in numbered if found)


def hints(text: str) -> tuple[ImportedHint, ...]:
    """A section each; links that are defined at the end of the file go with each section that uses them."""
    definitions = {found[1]: line for line in text.splitlines() if (found := DEFINITION.match(line))}
    return tuple(
        ImportedHint(task=int(found[1]) if (found := NUMBERED.fullmatch(title)) else NO_TASK, text=complete)
        for title, body in _sections(text)
        if (complete := _with_definitions(body, definitions=definitions))
    )


def _without_notes(lines: list[str]) -> Iterator[str]:
    closing = ""
    for line in lines:
        opened = NOTE.match(line)
        if closing and line.strip() == closing:
            closing = ""
        elif closing:
            yield f"> {line}".rstrip()
        elif opened:
            closing = opened[1]
            yield from (f"> **{opened[2].capitalize()}**", ">")
        else:
            yield line


def _sections(text: str) -> Iterator[tuple[str, str]]:
    """Title and body of each part under a heading of the first or second level."""
    title, body, fence = "", list[str](), ""
    for line in text.splitlines():
        fence = _fence_after(line, fence=fence)
        heading = None if fence else HEADING.match(line)
        if heading:
            yield title, "\n".join(body)
            title, body = heading[1], []
        else:
            body.append(line)
    yield title, "\n".join(body)


def _fence_after(line: str, *, fence: str) -> str:
    found = FENCE.match(line)
    if not found:
        return fence
    if not fence:
        return found[1]
    return "" if line.strip().startswith(fence) and not line.strip().strip(fence[0]) else fence


def _with_definitions(body: str, *, definitions: dict[str, str]) -> str:
    prose = "\n".join(line for line in body.splitlines() if not DEFINITION.match(line)).strip()
    used = [line for label, line in definitions.items() if f"[{label}]" in prose]
    return "\n\n".join([prose, "\n".join(used)] if used else [prose])
