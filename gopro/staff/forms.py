"""Forms that carry what a service refused."""

from typing import Any, override

from django import forms
from unfold.forms import ActionForm
from unfold.widgets import UnfoldAdminTextInputWidget

from gopro.errors import DomainError


def refused_form(form: "type[forms.ModelForm[Any]]", refusal: DomainError) -> "type[forms.ModelForm[Any]]":
    """The same form, never valid: it shows the refusal, at the fields that it names."""

    class RefusedForm(form):  # type: ignore[valid-type,misc]  # the base is made by the admin
        @override
        def clean(self) -> dict[str, Any] | None:
            cleaned: dict[str, Any] | None = super().clean()
            for pointer, problem in refusal.fields.items():
                name = pointer.removeprefix("/")
                self.add_error(name if name in self.fields else None, problem)
            if not refusal.fields:
                self.add_error(None, refusal.detail)
            return cleaned

    return RefusedForm


class ReasonForm(ActionForm):  # type: ignore[misc]  # unfold ships no types
    """An action with its reason, which the audit keeps."""

    reason = forms.CharField(
        label="",
        required=False,
        max_length=500,
        widget=UnfoldAdminTextInputWidget(attrs={"placeholder": "Reason, kept in the audit", "aria-label": "Reason"}),
    )
