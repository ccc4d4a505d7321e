"""Lessons of drafts."""

from typing import Any, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.courses.admin.bulk import CHANGES, BulkActions
from apps.courses.admin.conflicts import SEEN
from apps.courses.admin.forms import LessonForm
from apps.courses.admin.inlines import ExerciseInline, ordered
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Lesson
from apps.courses.selectors import editing
from apps.courses.services.content import LessonContent
from apps.courses.services.lessons import create_lesson, delete_lesson, edit_lesson
from apps.courses.services.ordering import reorder_course
from gopro.staff.site import site_for

WRITTEN = ("title", "summary", "body", "duration_minutes", "difficulty", "resources", "concepts")


@admin.register(Lesson, site=site_for("courses"))
class LessonAdmin(BulkActions):
    form = LessonForm
    inlines = (ExerciseInline,)
    within_field = "course_id"
    list_display = (
        "number",
        "title",
        "course",
        "section",
        "position",
        "readiness",
        "shown",
        "locally_modified",
        "updated_at",
    )
    list_display_links = ("number", "title")
    list_select_related = ("draft_version", "course", "section")
    list_filter = ("readiness", "locally_modified")
    search_fields = ("slug__istartswith", "course__slug__iexact", "draft_version__title__istartswith", "id__exact")
    search_help_text = "The beginning of a slug or title, a course's slug, or an id"
    ordering = ("course", "position")
    autocomplete_fields = ("course", "section")
    fields = ("course", "section", *WRITTEN, "readiness")
    actions = ("take_away", *CHANGES)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Lesson | None = None) -> tuple[str, ...]:
        return ("course", "section", "slug", "number", "shown", "locally_modified") if obj else ()

    @override
    def get_fields(self, request: HttpRequest, obj: Lesson | None = None) -> tuple[str, ...]:
        if obj is None:
            return self.fields
        return ("slug", "number", "shown", *self.fields, "requires", "locally_modified", SEEN)

    @admin.display(description="title")
    def title(self, lesson: Lesson) -> str:
        return lesson.draft_version.title

    @admin.display(description="learners see")
    def shown(self, lesson: Lesson) -> str:
        return str(lesson.status.label)

    @override
    def save_model(self, request: HttpRequest, obj: Lesson, form: LessonForm, change: bool) -> None:
        editor, readiness = request.user.pk, Readiness(form.cleaned_data["readiness"])
        if change:
            written: Any = form.content()
            edit_lesson(lesson_id=obj.pk, changes=written, readiness=readiness, editor_id=editor, if_match=form.seen)
            return
        course, section = form.cleaned_data["course"], form.cleaned_data["section"]
        made = create_lesson(
            course_id=course.pk,
            content=LessonContent(**form.content()),
            editor_id=editor,
            section_id=section.pk if section else None,
        )
        edit_lesson(lesson_id=made.pk, changes={}, readiness=readiness, editor_id=editor)
        obj.pk, obj.slug = made.pk, made.slug

    @override
    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        exercises = ordered(formset)
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        if exercises:
            lesson = form.instance
            lesson_ids = list(editing.lessons_of(course_id=lesson.course_id).values_list("id", flat=True))
            orders = {lesson.pk: [one.pk for one in exercises]}
            reorder_course(course_id=lesson.course_id, lesson_ids=lesson_ids, exercise_ids=orders)

    @admin.action(description="Take selected lessons out of the draft", permissions=["change"])
    def take_away(self, request: HttpRequest, chosen: QuerySet[Lesson]) -> None:
        self.each(request, chosen, lambda one: delete_lesson(lesson_id=one.pk))
