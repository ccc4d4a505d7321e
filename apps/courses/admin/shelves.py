"""Categories, tags and skills."""

from typing import Any, override

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from apps.courses.admin.fields import SlugsField
from apps.courses.models.taxonomy import Category, Skill, Tag
from apps.courses.selectors import taxonomy
from apps.courses.services.categories import create_category, delete_category, edit_category
from apps.courses.services.skills import SkillContent, create_skill, delete_skill, edit_skill
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.site import site_for

SHELVE = "courses.shelf:edit"


class NamedForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A slug is made of the name unless one is given."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if "slug" in self.fields:
            self.fields["slug"].required = False


class SkillForm(NamedForm):
    requires = SlugsField()
    parts = SlugsField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if not self.instance._state.adding:
            shown = taxonomy.shown_skill(slug=self.instance.slug)
            self.initial.update({name: shown[name] for name in ("requires", "parts")})

    class Meta:
        model = Skill
        fields = ("slug", "name", "summary")


class ShelfAdmin(RoomModelAdmin):
    """What everybody shares, so that editors alone change it."""

    view_permission = add_permission = change_permission = delete_permission = SHELVE

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A slug stands in courses and lessons, and is kept for ever."""
        return ("slug",) if obj else ()

    @override
    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        """One by one, since each may be refused."""
        return {name: action for name, action in super().get_actions(request).items() if name != "delete_selected"}


@admin.register(Category, site=site_for("courses"))
class CategoryAdmin(ShelfAdmin):
    form = NamedForm
    list_display = ("path", "name", "position")
    search_fields = ("slug__istartswith", "name__istartswith")
    ordering = ("path",)
    fields = ("slug", "name", "parent", "position")
    autocomplete_fields = ("parent",)

    @override
    def save_model(self, request: HttpRequest, obj: Category, form: Any, change: bool) -> None:
        written = form.cleaned_data
        place = {
            "name": written["name"],
            "parent_slug": written["parent"].slug if written["parent"] else None,
            "position": written["position"],
        }
        made = edit_category(slug=obj.slug, **place) if change else create_category(slug=written["slug"], **place)
        obj.pk = made.pk

    @override
    def delete_model(self, request: HttpRequest, obj: Category) -> None:
        delete_category(slug=obj.slug)


@admin.register(Skill, site=site_for("courses"))
class SkillAdmin(ShelfAdmin):
    form = SkillForm
    list_display = ("slug", "name")
    search_fields = ("slug__istartswith", "name__istartswith")
    ordering = ("slug",)
    fields = ("slug", "name", "summary", "requires", "parts")

    @override
    def save_model(self, request: HttpRequest, obj: Skill, form: Any, change: bool) -> None:
        written = {name: form.cleaned_data[name] for name in ("name", "summary", "requires", "parts")}
        if change:
            edit_skill(slug=obj.slug, changes=written)  # type: ignore[arg-type]  # the form's fields are its members
            return
        obj.pk = create_skill(content=SkillContent(**written), slug=form.cleaned_data["slug"]).pk

    @override
    def delete_model(self, request: HttpRequest, obj: Skill) -> None:
        delete_skill(slug=obj.slug)


@admin.register(Tag, site=site_for("courses"))
class TagAdmin(RoomModelAdmin):
    view_permission = SHELVE
    list_display = ("slug", "name", "kind", "source")
    list_select_related = ("source",)
    list_filter = ("kind", "source")
    search_fields = ("slug__istartswith", "name__istartswith")
