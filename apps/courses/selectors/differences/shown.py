"""Differences as plain values, for an answer in JSON."""

from typing import Any

from apps.courses.selectors.differences.fields import FieldChange, ItemChange
from apps.courses.selectors.differences.parts import CourseDiff, PartDiff
from apps.courses.selectors.differences.texts import Hunk, TextDiff
from apps.courses.selectors.outlines import Place

type Row = dict[str, Any]


def shown(diff: CourseDiff) -> Row:
    return {
        "course": [_field(field) for field in diff.course],
        "sections": [_part(part) for part in diff.sections],
        "lessons": [_part(part) for part in diff.lessons],
        "exercises": [_part(part) for part in diff.exercises],
    }


def _part(part: PartDiff) -> Row:
    place = part.change.shown
    return {
        "id": part.change.id,
        "slug": place.slug,
        "title": place.title,
        "changes": list(part.change.kinds),
        "before": _place(part.change.before),
        "after": _place(part.change.after),
        "fields": None if part.fields is None else [_field(field) for field in part.fields],
    }


def _place(place: Place | None) -> Row | None:
    return None if place is None else {"position": place.position, "within": place.within, "title": place.title}


def _field(field: FieldChange) -> Row:
    told: dict[str, Row] = {
        "text": _text(field.diff),
        "value": {"before": field.before, "after": field.after},
        "list": {"added": list(field.added), "removed": list(field.removed)},
        "files": {"items": [_item(item) for item in field.items]},
        "rows": {"items": [_item(item) for item in field.items]},
    }
    return {"field": field.field, "form": field.form, **told[field.form]}


def _item(item: ItemChange) -> Row:
    return {"name": item.name, "change": item.change, "fields": [_field(field) for field in item.fields]}


def _text(diff: TextDiff | None) -> Row:
    if diff is None:
        return {}
    return {"unified": diff.unified, "hunks": [_hunk(each) for each in diff.hunks], "is_too_long": diff.is_too_long}


def _hunk(hunk: Hunk) -> Row:
    lines = [
        {"sign": line.sign, "parts": [{"text": text, "differs": differs} for differs, text in line.parts]}
        for line in hunk.lines
    ]
    return {"header": hunk.header, "lines": lines}
