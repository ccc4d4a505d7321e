"""Sections of drafts."""

from typing import Any, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.courses.admin.base import DraftAdmin
from apps.courses.admin.conflicts import SEEN
from apps.courses.admin.forms import SectionForm
from apps.courses.models.choices import Readiness
from apps.courses.models.structure import Section
from apps.courses.services.content import SectionContent
from apps.courses.services.sections import create_section, delete_section, edit_section
from gopro.staff.site import site_for


@admin.register(Section, site=site_for("courses"))
class SectionAdmin(DraftAdmin):
    form = SectionForm
    within_field = "course_id"
    list_display = ("slug", "title", "course", "position", "readiness", "shown", "locally_modified", "updated_at")
    list_select_related = ("draft_version", "course")
    list_filter = ("readiness", "locally_modified")
    search_fields = ("slug__istartswith", "course__slug__iexact", "draft_version__title__istartswith", "id__exact")
    search_help_text = "The beginning of a slug or title, a course's slug, or an id"
    ordering = ("course", "position")
    autocomplete_fields = ("course",)
    fields = ("course", "title", "summary", "readiness")
    actions = ("take_away",)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Section | None = None) -> tuple[str, ...]:
        return ("course", "slug", "shown", "locally_modified") if obj else ()

    @override
    def get_fields(self, request: HttpRequest, obj: Section | None = None) -> tuple[str, ...]:
        return ("slug", "shown", *self.fields, "locally_modified", SEEN) if obj else self.fields

    @admin.display(description="title")
    def title(self, section: Section) -> str:
        return section.draft_version.title

    @admin.display(description="learners see")
    def shown(self, section: Section) -> str:
        return str(section.status.label)

    @override
    def save_model(self, request: HttpRequest, obj: Section, form: SectionForm, change: bool) -> None:
        editor, readiness = request.user.pk, Readiness(form.cleaned_data["readiness"])
        written: Any = form.content()
        if change:
            edit_section(section_id=obj.pk, changes=written, readiness=readiness, editor_id=editor, if_match=form.seen)
            return
        course = form.cleaned_data["course"]
        made = create_section(course_id=course.pk, content=SectionContent(**written), editor_id=editor)
        edit_section(section_id=made.pk, changes={}, readiness=readiness, editor_id=editor)
        obj.pk, obj.slug = made.pk, made.slug

    @admin.action(description="Take selected sections out of the draft; their lessons stay", permissions=["change"])
    def take_away(self, request: HttpRequest, chosen: QuerySet[Section]) -> None:
        self.each(request, chosen, lambda one: delete_section(section_id=one.pk))
