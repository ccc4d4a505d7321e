"""Sections and lessons of a course and exercises of a lesson: a list whose order is changed by dragging."""

from typing import Any, override

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.utils.safestring import SafeString
from unfold.admin import TabularInline

from apps.courses.admin.base import link
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Exercise, Lesson
from apps.courses.models.structure import Section


class OrderedInline(TabularInline):  # type: ignore[misc]  # unfold ships no types
    """Only the order is changed here; the rest has a page of its own."""

    extra = 0
    can_delete = False
    show_change_link = False
    show_title = False
    fields: tuple[str, ...] = ("title", "state", "position")
    readonly_fields: tuple[str, ...] = ("title", "state")
    ordering = ("position",)
    ordering_field = "position"
    hide_ordering_field = True

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.exclude(readiness=Readiness.RETIRED).select_related("draft_version")

    @override
    def has_add_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        """The page of the whole has asked already."""
        return True

    has_view_permission = has_change_permission

    @admin.display(description="title")
    def title(self, part: Section | Lesson | Exercise) -> SafeString:
        return link(to=part, text=part.draft_version.title)

    @admin.display(description="state")
    def state(self, part: Section | Lesson | Exercise) -> str:
        held = "" if part.readiness == Readiness.READY else f", {Readiness(part.readiness).label.lower()}"
        return f"{part.status.label}{held}"


class SectionInline(OrderedInline):
    model = Section
    verbose_name_plural = "sections, in order; their lessons go with them"


class LessonInline(OrderedInline):
    model = Lesson
    fields = ("title", "home", "state", "position")
    readonly_fields = ("title", "home", "state")
    verbose_name_plural = "lessons, in order; those of a section stand together"

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.select_related("section__draft_version")

    @admin.display(description="section")
    def home(self, lesson: Lesson) -> str:
        return lesson.section.draft_version.title if lesson.section else "–"


class ExerciseInline(OrderedInline):
    model = Exercise
    fk_name = "lesson"
    verbose_name_plural = "exercises, in order"


def ordered(formset: Any) -> list[Any]:
    """The parts in the order that was sent, if it differs from the one that was shown; else nothing."""
    places = [
        (form.cleaned_data.get("position") or 0, index, form.instance) for index, form in enumerate(formset.forms)
    ]
    moved = any("position" in form.changed_data for form in formset.forms)
    return [part for _, _, part in sorted(places, key=lambda place: place[:2])] if moved else []
