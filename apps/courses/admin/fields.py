"""Form fields for what is kept as JSON or lists; what they let through has the form that services expect."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, override

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminTextareaWidget, UnfoldAdminTextInputWidget

from apps.courses.admin.widgets import FilesWidget, RowsWidget
from gopro.staff.markdown import MarkdownWidget

PREVIEW, UPLOAD = "courses_admin:courses_course_markdown", "courses_admin:courses_course_files"
NOTHING: Mapping[str, Any] = MappingProxyType({})


class SlugsField(forms.CharField):
    """Words with commas between them."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, help_text="Slugs with commas between them.", **options)

    @override
    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list | tuple) else value

    @override
    def clean(self, value: Any) -> Any:
        return tuple(slug.strip() for slug in super().clean(value).split(",") if slug.strip())


class TextField(forms.CharField):
    widget = UnfoldAdminTextareaWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, strip=False, **options)

    @override
    def clean(self, value: Any) -> str:
        """Browsers send lines that end as on Windows."""
        return str(super().clean(value)).replace("\r\n", "\n")


class MarkdownField(TextField):
    """With a preview; pictures can be dropped into it."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=MarkdownWidget(preview=PREVIEW, upload=UPLOAD), **options)


class FilesField(forms.JSONField):
    """Text by name."""

    widget = FilesWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, **options)

    @override
    def clean(self, value: Any) -> dict[str, str]:
        files = super().clean(value) or {}
        if not isinstance(files, dict) or not all(isinstance(text, str) for text in files.values()):
            raise ValidationError("An object of texts by file name.")
        return files


class RowsField(forms.JSONField):
    """A list of objects with these members; a member that isn't there has its default."""

    def __init__(
        self,
        *,
        members: Mapping[str, Any],
        noun: str,
        choices: Mapping[str, Any] = NOTHING,
        labels: Mapping[str, str] = NOTHING,
        **options: Any,
    ) -> None:
        self.members = members
        widget = RowsWidget(members=members, choices=choices, labels=labels, noun=noun)
        super().__init__(required=False, widget=widget, **options)

    @override
    def clean(self, value: Any) -> tuple[dict[str, Any], ...]:
        rows = super().clean(value) or []
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            raise ValidationError("A list of objects.")
        return tuple(self._row(row) for row in rows)

    def _row(self, row: dict[str, Any]) -> dict[str, Any]:
        whole = {name: row.get(name, default) for name, default in self.members.items()}
        wrong = [name for name, default in self.members.items() if type(whole[name]) is not type(default)]
        wrong += [
            name for name, each in whole.items() if isinstance(each, list) and not all(_is_text(one) for one in each)
        ]
        if wrong or set(row) - set(self.members):
            names = ", ".join(sorted({*wrong, *(set(row) - set(self.members))}))
            raise ValidationError(f"Wrong or unknown here: {names}.")
        return whole


def _is_text(value: Any) -> bool:
    return isinstance(value, str)
