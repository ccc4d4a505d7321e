"""Widgets for what is kept as JSON: a small form for each row or file, and an empty one for the next.

They work without scripts; with them rows are added, removed and moved at once.
"""

import json
from collections.abc import Iterator, Mapping
from typing import Any, override

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextareaWidget,
    UnfoldAdminTextInputWidget,
)

MOST_ROWS = 500
LONG = frozenset({"text", "prompt", "explanation"})


class RowsWidget(forms.Widget):
    """Rows with these members. `choices` are those of members that have some; a list is written a line each."""

    template_name = "courses/rows.html"
    use_fieldset = True

    class Media:
        js = ("courses/rows.js",)

    def __init__(
        self, *, members: Mapping[str, Any], choices: Mapping[str, Any], labels: Mapping[str, str], noun: str
    ) -> None:
        self.members, self.choices, self.labels, self.noun = members, choices, labels, noun
        super().__init__()

    @override
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        rows = _rows(value)
        shown = [list(self._inputs(name, index=index, row=row)) for index, row in enumerate([*rows, {}])]
        blank = list(self._inputs(name, index="INDEX", row={}))
        return context | {"name": name, "rows": list(enumerate(shown)), "blank": blank, "noun": self.noun}

    @override
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """Rows as JSON, whichever way they were sent; those left empty are none."""
        if name in data:
            return data[name]
        total = data.get(f"{name}-TOTAL", "0")
        count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() else 0
        indexes = [index for index in range(count) if f"{name}-{index}-REMOVE" not in data]
        rows = [self._row(data, f"{name}-{index}") for index in indexes]
        return json.dumps([row for row in rows if self._is_filled(row)])

    @override
    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-TOTAL" not in data

    def _is_filled(self, row: Mapping[str, Any]) -> bool:
        """A choice alone says nothing: a list of choices has one from the beginning."""
        return any(value != self.members[member] for member, value in row.items() if member not in self.choices)

    def _row(self, data: Any, prefix: str) -> dict[str, Any]:
        texts = {member: data.get(f"{prefix}-{member}", "").replace("\r\n", "\n") for member in self.members}
        return {member: _read(text, like=self.members[member]) for member, text in texts.items()}

    def _inputs(self, name: str, *, index: int | str, row: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        for member, default in self.members.items():
            widget, value = self._widget(member, default), row.get(member, default)
            shown = "\n".join(map(str, value)) if isinstance(value, list | tuple) else value
            own = f"{name}-{index}-{member}"
            yield {
                "label": self.labels.get(member, member.replace("_", " ").capitalize()),
                "html": widget.render(own, shown if row or member in self.choices else "", {"id": f"id_{own}"}),
                "is_whole": isinstance(widget, forms.Textarea),
            }

    def _widget(self, member: str, default: Any) -> forms.Widget:
        if member in self.choices:
            widget: forms.Widget = UnfoldAdminSelectWidget(choices=self.choices[member])
        elif isinstance(default, int):
            widget = UnfoldAdminIntegerFieldWidget()
        elif isinstance(default, list | tuple) or member in LONG:
            widget = UnfoldAdminTextareaWidget(attrs={"rows": 3})
        else:
            widget = UnfoldAdminTextInputWidget()
        return widget


class FilesWidget(forms.Widget):
    """A name and a text for each file."""

    template_name = "courses/files.html"
    use_fieldset = True

    class Media:
        js = ("courses/rows.js",)

    @override
    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        files = _files(value)
        return context | {"name": name, "rows": list(enumerate([*files.items(), ("", "")]))}

    @override
    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """As JSON, whichever way they were sent; those without a name and a text are none."""
        if name in data:
            return data[name]
        total = data.get(f"{name}-TOTAL", "0")
        count = min(int(total), MOST_ROWS) if total.isascii() and total.isdigit() else 0
        found: dict[str, str] = {}
        for index in range(count):
            own, text = data.get(f"{name}-{index}-name", "").strip(), data.get(f"{name}-{index}-text", "")
            if (own or text) and f"{name}-{index}-REMOVE" not in data:
                found[own] = text.replace("\r\n", "\n")
        return json.dumps(found)

    @override
    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return name not in data and f"{name}-TOTAL" not in data


def _read(text: str, *, like: Any) -> Any:
    """As the member's kind; what is no number stays a text, and is refused by the field."""
    if isinstance(like, list | tuple):
        return [line.strip() for line in text.splitlines() if line.strip()]
    if isinstance(like, bool):
        return bool(text)
    if isinstance(like, int):
        return int(text) if text.strip().lstrip("-").isdigit() else text.strip() or like
    return text or like


def _rows(value: Any) -> list[Mapping[str, Any]]:
    """What stands in the draft, or what was sent and refused."""
    try:
        rows = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return []
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list | tuple) else []


def _files(value: Any) -> dict[str, str]:
    try:
        files = json.loads(value) if isinstance(value, str) else value
    except ValueError:
        return {}
    return dict(files) if isinstance(files, dict) else {}
