"""What staff say when they roll back, schedule, or share a draft."""

from typing import Any

from django import forms
from unfold.widgets import (
    UnfoldAdminIntegerFieldWidget,
    UnfoldAdminSelectWidget,
    UnfoldAdminTextInputWidget,
    UnfoldBooleanSwitchWidget,
)

from apps.courses.models.choices import PublishChoice


def _note() -> forms.CharField:
    text = "What learners and colleagues are told about it."
    return forms.CharField(max_length=500, required=False, widget=UnfoldAdminTextInputWidget, help_text=text)


def _choice() -> forms.ChoiceField:
    return forms.ChoiceField(
        choices=PublishChoice.choices,
        initial=PublishChoice.KEEP,
        label="What learners did",
        widget=UnfoldAdminSelectWidget,
        help_text="What becomes of it where lessons and exercises change.",
    )


def _time(**options: Any) -> forms.DateTimeField:
    """A browser's own picker of times; what it sends is taken for UTC, as everything here."""
    widget = UnfoldAdminTextInputWidget(attrs={"type": "datetime-local"})
    return forms.DateTimeField(widget=widget, input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"], **options)


class RollbackForm(forms.Form):
    version = forms.IntegerField(min_value=1, label="Show again version", widget=UnfoldAdminIntegerFieldWidget)
    note = _note()
    choice = _choice()
    drafts = forms.BooleanField(
        required=False,
        label="The draft, too",
        widget=UnfoldBooleanSwitchWidget,
        help_text="It gets new versions that say the same; what isn't in that publication is held back.",
    )


class ScheduleForm(forms.Form):
    due_at = _time(label="Publish at (UTC)")
    note = _note()
    choice = _choice()


class PreviewLinkForm(forms.Form):
    label = forms.CharField(max_length=100, required=False, label="For whom", widget=UnfoldAdminTextInputWidget)
    expires_at = _time(label="Until (UTC)", required=False, help_text="After seven days, unless you say otherwise.")
