"""Two versions of one thing, field by field: texts by lines, files by name, questions and the like by their keys."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from apps.courses.selectors.differences.texts import TextDiff, text_diff
from apps.courses.selectors.outlines import ADDED, CHANGED, REMOVED

LONGEST_WORD = 40
KEYS = ("key", "url", "number")  # what a row of a list is known by; a hint only by its place

type Values = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class FieldChange:
    """`form` says which of the rest is told: `text` has `diff`, `value` both values, `list` what came and went, `files`
    and `rows` a change for each file or row.
    """

    field: str
    form: str
    before: Any = None
    after: Any = None
    diff: TextDiff | None = None
    added: tuple[Any, ...] = ()
    removed: tuple[Any, ...] = ()
    items: tuple["ItemChange", ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemChange:
    """Of a file or a row of a list, such as a question."""

    name: str
    change: str
    fields: tuple[FieldChange, ...]


def field_changes(*, before: Values, after: Values) -> tuple[FieldChange, ...]:
    """Fields that differ, in their order; what stands in one only came or went with all that it says."""
    names = [name for name in dict.fromkeys((*after, *before)) if not name.endswith("html")]
    pairs = [(name, before.get(name), after.get(name)) for name in names]
    return tuple(_change(name, old, new) for name, old, new in pairs if _said(old) != _said(new))


def _change(name: str, before: Any, after: Any) -> FieldChange:
    known = after if before is None else before
    if isinstance(known, str) and not (_is_word(before) and _is_word(after)):
        return FieldChange(field=name, form="text", diff=text_diff(before or "", after or ""))
    if isinstance(known, Mapping):
        return FieldChange(field=name, form="files", items=tuple(_files(before or {}, after or {})))
    if isinstance(known, str) or not isinstance(known, Sequence):
        return FieldChange(field=name, form="value", before=_said(before), after=_said(after))
    if any(isinstance(each, Mapping) for each in (*(before or ()), *(after or ()))):
        return _row_list(name, _keyed(before or ()), _keyed(after or ()))
    return _list(name, list(before or ()), list(after or ()))


def _is_word(text: Any) -> bool:
    """Such as a language: it is told whole."""
    return not text or (len(text) <= LONGEST_WORD and not any(letter.isspace() for letter in text))


def _files(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[ItemChange]:
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old != new:
            change = FieldChange(field=name, form="text", diff=text_diff(old or "", new or ""))
            yield ItemChange(name=name, change=_kind(old, new), fields=(change,))


def _list(name: str, before: list[Any], after: list[Any]) -> FieldChange:
    """The same in another order is told by both values."""
    added = tuple(each for each in after if each not in before)
    removed = tuple(each for each in before if each not in after)
    if not added and not removed:
        return FieldChange(field=name, form="value", before=_said(before), after=_said(after))
    return FieldChange(field=name, form="list", added=added, removed=removed)


def _row_list(name: str, before: Mapping[str, Values], after: Mapping[str, Values]) -> FieldChange:
    rows = tuple(_rows(before, after))
    if not rows:
        return FieldChange(field=name, form="value", before=list(before), after=list(after))
    return FieldChange(field=name, form="rows", items=rows)


def _rows(before: Mapping[str, Values], after: Mapping[str, Values]) -> Iterator[ItemChange]:
    for name in dict.fromkeys((*after, *before)):
        old, new = before.get(name), after.get(name)
        if old != new:
            yield ItemChange(name=name, change=_kind(old, new), fields=field_changes(before=old or {}, after=new or {}))


def _keyed(rows: Sequence[Values]) -> dict[str, Values]:
    """By what they are known by; a row that stands twice, or is known by nothing, by its place."""
    found: dict[str, Values] = {}
    for place, row in enumerate(rows, start=1):
        known = next((str(row[key]) for key in KEYS if key in row), f"#{place}")
        found[known if known not in found else f"{known} #{place}"] = row
    return found


def _kind(before: Any, after: Any) -> str:
    if before is None:
        return ADDED
    return REMOVED if after is None else CHANGED


def _said(value: Any) -> Any:
    """Nothing said is the same as nothing there."""
    if isinstance(value, tuple):
        value = list(value)
    return None if value in ("", [], {}) else value
