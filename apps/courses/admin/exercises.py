"""Exercises of drafts, with what learners never see."""

from typing import Any, override

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.courses.admin.bulk import CHANGES, BulkActions
from apps.courses.admin.conflicts import SEEN
from apps.courses.admin.forms import FIELDS_OF_KIND, ExerciseForm
from apps.courses.models.choices import Readiness
from apps.courses.models.content import Exercise
from apps.courses.models.imports import Recording
from apps.courses.selectors import grading
from apps.courses.services.content import ExerciseContent
from apps.courses.services.exercises import create_exercise, delete_exercise, edit_exercise
from apps.courses.services.recordings import forget_failures
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.site import site_for

WRITTEN = (
    "title", "blurb", "instructions", "hints", "tasks", "language", "difficulty", "files", "readonly_files",
    "test_files", "solution_files", "questions", "draws", "redraws", "rubric", "grading_mode", "concepts",
    "prerequisites", "is_beta",
)  # fmt: skip


@admin.register(Exercise, site=site_for("courses"))
class ExerciseAdmin(BulkActions):
    form = ExerciseForm
    within_field = "course_id"
    list_display = ("slug", "title", "kind", "course", "lesson", "readiness", "shown", "locally_modified", "updated_at")
    list_select_related = ("draft_version", "course", "lesson")
    list_filter = ("kind", "readiness", "locally_modified")
    search_fields = ("slug__istartswith", "course__slug__iexact", "draft_version__title__istartswith", "id__exact")
    search_help_text = "The beginning of a slug or title, a course's slug, or an id"
    ordering = ("course", "lesson", "position")
    autocomplete_fields = ("lesson",)
    fields = ("lesson", "kind", *WRITTEN, "readiness")
    actions = ("take_away", *CHANGES)

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Exercise | None = None) -> tuple[str, ...]:
        return ("lesson", "kind", "slug", "shown", "solution_seen", "locally_modified") if obj else ()

    @override
    def get_fields(self, request: HttpRequest, obj: Exercise | None = None) -> tuple[str, ...]:
        if obj is None:
            return self.fields
        others = {name for kind, names in FIELDS_OF_KIND.items() if kind != obj.kind for name in names}
        names = ("slug", "shown", "solution_seen", *self.fields, "requires", "locally_modified", SEEN)
        return tuple(name for name in names if name not in others)

    @admin.display(description="title")
    def title(self, exercise: Exercise) -> str:
        return exercise.draft_version.title

    @admin.display(description="learners see")
    def shown(self, exercise: Exercise) -> str:
        return str(exercise.status.label)

    @admin.display(description="reference solution")
    def solution_seen(self, exercise: Exercise) -> str:
        key = exercise.draft_version.recording_key
        recording = grading.recordings(keys=[key]).get(key)
        if not key:
            return "Nothing to run."
        if recording is None:
            return "Not run yet; a worker does it soon."
        return f"Passes {len(recording.expected)} tests." if recording.passed else recording.message

    @override
    def save_model(self, request: HttpRequest, obj: Exercise, form: ExerciseForm, change: bool) -> None:
        editor, readiness = request.user.pk, Readiness(form.cleaned_data["readiness"])
        if change:
            written: Any = form.content()
            edit_exercise(
                exercise_id=obj.pk, changes=written, readiness=readiness, editor_id=editor, if_match=form.seen
            )
            return
        content, lesson = ExerciseContent(**form.content()), form.cleaned_data["lesson"]
        made = create_exercise(lesson_id=lesson.pk, kind=form.cleaned_data["kind"], content=content, editor_id=editor)
        edit_exercise(exercise_id=made.pk, changes={}, readiness=readiness, editor_id=editor)
        obj.pk, obj.slug, obj.course_id = made.pk, made.slug, made.course_id

    @admin.action(description="Take selected exercises out of the draft", permissions=["change"])
    def take_away(self, request: HttpRequest, chosen: QuerySet[Exercise]) -> None:
        self.each(request, chosen, lambda one: delete_exercise(exercise_id=one.pk))


@admin.register(Recording, site=site_for("courses"))
class RecordingAdmin(RoomModelAdmin):
    """What reference solutions did, to read; a failure can be forgotten, so that the solution is run again."""

    view_permission = "courses.import:view"
    list_display = ("key", "language", "passed", "stub_passes", "tests", "runner", "created_at")
    list_filter = ("passed", "stub_passes", "language")
    search_fields = ("key__istartswith",)
    ordering = ("-created_at", "key")
    actions = ("forget",)

    @admin.display(description="tests")
    def tests(self, recording: Any) -> int:
        return len(recording.expected)

    def has_forget_permission(self, request: HttpRequest) -> bool:
        return self._may(request, self.view_permission)

    @admin.action(description="Run selected failed solutions again", permissions=["forget"])
    def forget(self, request: HttpRequest, chosen: QuerySet[Recording]) -> None:
        forgotten = forget_failures(keys=list(chosen.values_list("key", flat=True)))
        self.message_user(request, f"{forgotten} will be run again within minutes, or by the next import.")
