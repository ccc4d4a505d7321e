"""The form of who saved second: both sides of what both changed, and what only the other changed taken over."""

from collections.abc import Iterator
from typing import Any, override

from django import forms
from django.utils.html import format_html
from django.utils.safestring import SafeString

from apps.courses.errors import EditConflict
from apps.courses.services.conflicts import are_same

SEEN = "seen_version"  # of the draft, when the form was shown


def conflicted_form(form: "type[forms.ModelForm[Any]]", conflict: EditConflict) -> "type[forms.ModelForm[Any]]":
    """The same form, never valid: sent again, it is an edit of what the other saved."""
    untouched = [name for name in conflict.differing if are_same(conflict.yours[name], conflict.base.get(name))]
    both = [each for each in conflict.differing if each not in untouched and _is_changed(each, conflict=conflict)]

    class ConflictedForm(form):  # type: ignore[valid-type,misc]  # the base is made by the admin
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._show(SEEN, conflict.version)
            for name in untouched:
                self._show(name, conflict.theirs[name])

        @override
        def clean(self) -> dict[str, Any] | None:
            cleaned: dict[str, Any] | None = super().clean()
            for name, told in _told(conflict, both=both, untouched=untouched):
                self.add_error(name if name in self.fields else None, told)
            return cleaned

        def _show(self, name: str, value: Any) -> None:
            """In the place of what was sent."""
            if name in self.fields:
                self.fields[name].bound_data = lambda *_: value

    return ConflictedForm


def _is_changed(name: str, *, conflict: EditConflict) -> bool:
    """By the other, too; what they left is yours alone."""
    return not are_same(conflict.theirs.get(name), conflict.base.get(name))


def _told(conflict: EditConflict, *, both: list[str], untouched: list[str]) -> Iterator[tuple[str, str]]:
    """What to say at which field; of none at the head of the form."""
    for name in both:
        yield name, _their_side(conflict, name=name)
    if untouched:
        names = ", ".join(name.replace("_", " ") for name in untouched)
        yield "", f"Taken over from what was saved meanwhile, since you had left it: {names}."


def _their_side(conflict: EditConflict, *, name: str) -> SafeString:
    value = conflict.theirs.get(name)
    return format_html(
        'Saved meanwhile (version {}):<pre class="whitespace-pre-wrap">{}</pre>', conflict.version, _text(value)
    )


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return "\n".join(f"{name}:\n{text}" for name, text in value.items())
    if isinstance(value, list | tuple):
        return "\n".join(_text(one) for one in value)
    return str(value)
