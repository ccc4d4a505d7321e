"""Form fields for what is to be done before, and for people."""

from typing import Any, override
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from unfold.widgets import UnfoldAdminSelectMultipleWidget, UnfoldAdminTextInputWidget

from apps.courses.models.content import Course, Exercise, Lesson
from apps.courses.selectors.prerequisites import titles_in_draft


class CoursesField(forms.CharField):
    """Slugs of courses with commas between them; kept as their ids."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, help_text="Slugs of courses with commas between them.", **options)

    @override
    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list | tuple):
            return value
        slugs = dict(Course.objects.filter(id__in=value).values_list("id", "slug"))
        return ", ".join(slugs[each] for each in value if each in slugs)

    @override
    def clean(self, value: Any) -> Any:
        named = [slug.strip() for slug in super().clean(value).split(",") if slug.strip()]
        ids = dict(Course.objects.filter(slug__in=named).values_list("slug", "id"))
        unknown = [slug for slug in named if slug not in ids]
        if unknown:
            raise ValidationError(f"There is no such course: {', '.join(unknown)}.")
        return tuple(ids[slug] for slug in named)


class PeopleField(forms.CharField):
    """Ids with commas between them."""

    widget = UnfoldAdminTextInputWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, help_text="Ids of users with commas between them.", **options)

    @override
    def prepare_value(self, value: Any) -> Any:
        return ", ".join(map(str, value)) if isinstance(value, list | tuple) else value

    @override
    def clean(self, value: Any) -> Any:
        try:
            return tuple(UUID(each.strip()) for each in super().clean(value).split(",") if each.strip())
        except ValueError:
            raise ValidationError("Ids of users with commas between them.") from None


class PartsField(forms.TypedMultipleChoiceField):
    """Some of the other parts of the course."""

    widget = UnfoldAdminSelectMultipleWidget

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, coerce=UUID, **options)

    @override
    def clean(self, value: Any) -> Any:
        return tuple(super().clean(value))


def offer_others(form: "forms.ModelForm[Any]", *, model: type[Lesson] | type[Exercise]) -> None:
    """Of what stands already; a new part asks for nothing yet."""
    part = form.instance
    field = form.fields.get("requires")
    if not isinstance(field, PartsField):
        return
    if part._state.adding:
        del form.fields["requires"]
        return
    kept = part.draft_version.requires
    titles = titles_in_draft(model, course_id=part.course_id, also=kept)
    order = dict.fromkeys([*(each for each in kept if each in titles), *titles])  # what is chosen stays in its order
    field.choices = [(each, titles[each]) for each in order if each != part.pk]
