"""What staff choose before they publish: who comes along, and what becomes of what learners did."""

from typing import Any
from uuid import UUID

from django import forms
from unfold.widgets import UnfoldAdminIntegerFieldWidget, UnfoldAdminSelectWidget, UnfoldAdminTextInputWidget

from apps.courses.contracts import PublishChoices
from apps.courses.models.choices import PublishChoice, VersionPolicy
from apps.courses.services.impacts.requests import LARGEST_SAMPLE, SAMPLE
from apps.courses.services.publications.terms import choices_of

AS_ALL = ("", "As for all")
ITEM = "item-"


class PolicyForm(forms.Form):
    policy = forms.ChoiceField(
        choices=VersionPolicy.choices,
        label="Who comes along",
        widget=UnfoldAdminSelectWidget,
        help_text="Of those who learn already, from the next publication on.",
    )


class TermsForm(forms.Form):
    """One choice for all, and one for each lesson and exercise that is new, changed or gone."""

    default = forms.ChoiceField(choices=PublishChoice.choices, label="For all", widget=UnfoldAdminSelectWidget)
    note = forms.CharField(max_length=500, required=False, label="Why", widget=UnfoldAdminTextInputWidget)
    sample = forms.IntegerField(
        initial=SAMPLE,
        min_value=0,
        max_value=LARGEST_SAMPLE,
        label="Stored submissions to grade again at most",
        widget=UnfoldAdminIntegerFieldWidget,
    )

    def __init__(self, *args: Any, items: list[dict[str, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        for item in items:
            self.fields[f"{ITEM}{item['id']}"] = forms.ChoiceField(
                choices=(AS_ALL, *PublishChoice.choices),
                required=False,
                label=f"{item['change'].capitalize()} {item['kind']}: {item['title']}",
                widget=UnfoldAdminSelectWidget,
            )

    def choices(self) -> PublishChoices:
        said = {name.removeprefix(ITEM): value for name, value in self.cleaned_data.items() if name.startswith(ITEM)}
        items = {UUID(id_): choice for id_, choice in said.items() if choice}
        return choices_of(default=self.cleaned_data["default"], items=items)
