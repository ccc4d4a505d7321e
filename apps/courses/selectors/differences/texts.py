"""Two texts side by side: lines as `diff -u` shows them, and in changed lines which words."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

CONTEXT = 3
MOST_LINES = 5_000
LONGEST_LINE = 2_000
LEAST_ALIKE = 0.3  # lines that share less than this are other lines, not changed ones
WORDS = re.compile(r"\w+|\s+|[^\w\s]")

type Part = tuple[bool, str]  # whether it differs, and the text


@dataclass(frozen=True, kw_only=True, slots=True)
class Line:
    """`sign` is a blank, `-` or `+`; `parts` make up the text."""

    sign: str
    parts: tuple[Part, ...]

    @property
    def text(self) -> str:
        return "".join(text for _, text in self.parts)


@dataclass(frozen=True, kw_only=True, slots=True)
class Hunk:
    """Some lines that differ with those around them."""

    header: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class TextDiff:
    """`is_too_long` for lines to be compared; then there are none."""

    hunks: tuple[Hunk, ...]
    is_too_long: bool = False

    @property
    def unified(self) -> str:
        lines = [line for hunk in self.hunks for line in (hunk.header, *(each.sign + each.text for each in hunk.lines))]
        return "\n".join(lines)


def text_diff(before: str, after: str) -> TextDiff:
    old, new = before.splitlines(), after.splitlines()
    if max(len(old), len(new)) > MOST_LINES:
        return TextDiff(hunks=(), is_too_long=True)
    groups = SequenceMatcher(None, old, new).get_grouped_opcodes(CONTEXT)
    return TextDiff(hunks=tuple(_hunk(group, old=old, new=new) for group in groups))


def _hunk(group: Sequence[tuple[str, int, int, int, int]], *, old: list[str], new: list[str]) -> Hunk:
    first, last = group[0], group[-1]
    header = f"@@ -{_range(first[1], last[2])} +{_range(first[3], last[4])} @@"
    lines = [line for tag, a, b, c, d in group for line in _lines(tag, old[a:b], new[c:d])]
    return Hunk(header=header, lines=tuple(lines))


def _range(start: int, stop: int) -> str:
    """As `diff -u` counts: from one, and an empty range from the line before it."""
    length = stop - start
    if length == 1:
        return str(start + 1)
    return f"{start + 1 if length else start},{length}"


def _lines(tag: str, old: list[str], new: list[str]) -> Iterator[Line]:
    if tag == "equal":
        yield from (Line(sign=" ", parts=((False, text),)) for text in old)
        return
    pairs = [_words(one, other) for one, other in zip_longest(old, new)]
    yield from (Line(sign="-", parts=one) for one, _ in pairs if one is not None)
    yield from (Line(sign="+", parts=other) for _, other in pairs if other is not None)


def _words(one: str | None, other: str | None) -> tuple[tuple[Part, ...] | None, tuple[Part, ...] | None]:
    """Both lines in parts; a line that has no counterpart, or an unlike one, differs as a whole."""
    whole = tuple(None if text is None else ((True, text),) for text in (one, other))
    if one is None or other is None or max(len(one), len(other)) > LONGEST_LINE:
        return whole[0], whole[1]
    old, new = WORDS.findall(one), WORDS.findall(other)
    if _alike(old, new) < LEAST_ALIKE:
        return whole[0], whole[1]
    codes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    before = [(tag != "equal", "".join(old[a:b])) for tag, a, b, _, _ in codes if b > a]
    return _joined(before), _joined([(tag != "equal", "".join(new[c:d])) for tag, _, _, c, d in codes if d > c])


def _alike(old: Sequence[str], new: Sequence[str]) -> float:
    """From 0 to 1; blanks are alike everywhere and say nothing."""
    said = [[word for word in words if not word.isspace()] for words in (old, new)]
    return SequenceMatcher(None, said[0], said[1], autojunk=False).ratio()


def _joined(parts: Sequence[Part]) -> tuple[Part, ...]:
    """A blank between two words that differ differs with them."""
    found: list[Part] = []
    for index, (differs, text) in enumerate(parts):
        follows = index + 1 < len(parts) and parts[index + 1][0]
        differs = differs or bool(found and found[-1][0] and text.isspace() and follows)
        if found and found[-1][0] == differs:
            text = found.pop()[1] + text
        found.append((differs, text))
    return tuple(found)
