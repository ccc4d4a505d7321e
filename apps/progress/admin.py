"""BACK DOOR: staff look at enrollments and attempts, grade texts, and have graded again what our side gave up."""

from collections.abc import Sequence
from typing import Any, ClassVar, override

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.widgets import (
    UnfoldAdminCheckboxSelectMultipleWidget,
    UnfoldAdminRadioSelectWidget,
    UnfoldAdminTextareaWidget,
)

from apps.progress.models import Award, Certificate, Enrollment, Submission, SubmissionStatus
from apps.progress.ports import Criterion
from apps.progress.services import grading, reviews
from gopro.staff.admin import RoomModelAdmin, signed_in
from gopro.staff.site import site_for

site = site_for("progress")
WHOSE = ("id", "user_id", "exercise_id", "exercise_version_id", "kind", "created_at", "graded_at")
SHOWN = (*WHOSE, "status", "message", "tests", "files", "answers", "tries", "duration_ms", "runner")
READ = (*WHOSE, "text")
GRADED = ("criteria", "verdict", "feedback")


class GradeForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """What a person says of a text. `rubric` are the keys of its criteria."""

    rubric: ClassVar[tuple[str, ...]] = ()

    verdict = forms.ChoiceField(
        choices=(("passed", "Passed"), ("failed", "Failed")), widget=UnfoldAdminRadioSelectWidget
    )
    feedback = forms.CharField(
        required=False,
        max_length=reviews.LONGEST_FEEDBACK,
        widget=UnfoldAdminTextareaWidget,
        help_text="The learner reads it; Markdown.",
    )

    class Meta:
        model = Submission
        fields = ()


def grade_form(*, rubric: Sequence[Criterion]) -> type[GradeForm]:
    """With the criteria of the exercise."""

    class RubricForm(GradeForm):
        criteria = forms.MultipleChoiceField(
            required=False,
            label="Met of the rubric",
            choices=[(one.key, ": ".join(filter(None, (one.title, one.description)))) for one in rubric],
            widget=UnfoldAdminCheckboxSelectMultipleWidget,
        )

    RubricForm.rubric = tuple(one.key for one in rubric)
    return RubricForm


@admin.register(Enrollment, site=site)
class EnrollmentAdmin(RoomModelAdmin):
    view_permission = "progress.enrollment:view"
    within_field = "course_id"
    list_display = ("user_id", "course", "status", "percent", "lessons_completed", "created_at", "completed_at")
    list_filter = ("status", "course")
    list_select_related = ("course",)
    search_fields = ("user_id__exact",)
    search_help_text = "A user's id"
    ordering = ("-id",)


@admin.register(Submission, site=site)
class SubmissionAdmin(RoomModelAdmin):
    """What was handed in; the page of a text that waits for a person has a form for the verdict."""

    view_permission = "progress.submission:view"
    change_permission = "progress.submission:grade"
    within_field = "enrollment__course_id"
    list_display = ("id", "user_id", "exercise_id", "kind", "status", "tries", "created_at", "duration_ms")
    list_filter = ("status", "kind")
    search_fields = ("id__exact", "user_id__exact", "exercise_id__exact")
    search_help_text = "The id of a submission, a user or an exercise"
    ordering = ("-id",)
    actions = ("grade_again",)

    @override
    def get_fields(self, request: HttpRequest, obj: Submission | None = None) -> tuple[str, ...]:
        if obj is None or obj.kind != "text":
            return SHOWN
        return (*READ, *(GRADED if self._waits(request, obj) else ("status", "feedback", "tests")))

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Submission | None = None) -> tuple[str, ...]:
        return tuple(name for name in self.get_fields(request, obj) if name not in GRADED or not obj)

    @override
    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **options: Any) -> Any:
        if obj is not None and self._waits(request, obj):
            options["form"] = grade_form(rubric=reviews.rubric_of(obj))
        return super().get_form(request, obj, change=change, **options)

    @override
    def render_change_form(self, request: HttpRequest, context: dict[str, Any], *args: Any, **options: Any) -> Any:
        """There is nothing to save but a verdict."""
        waits = options.get("obj") is not None and self._waits(request, options["obj"])
        shown = {"show_save": waits, "show_save_and_continue": False, "show_save_and_add_another": False}
        return super().render_change_form(request, {**context, **shown}, *args, **options)

    @override
    def save_model(self, request: HttpRequest, obj: Submission, form: Any, change: bool) -> None:
        said = form.cleaned_data
        reviews.grade_text(
            reader=signed_in(request),
            submission_id=obj.pk,
            passed=said.get("verdict") == SubmissionStatus.PASSED,
            feedback=said.get("feedback", ""),
            criteria={key: key in said["criteria"] for key in getattr(form, "rubric", ())},
        )

    @admin.display(description="text")
    def text(self, submission: Submission) -> str:
        return str(submission.answers.get("text", ""))

    def _waits(self, request: HttpRequest, submission: Submission) -> bool:
        return reviews.is_open(submission) and self.has_change_permission(request, submission)

    def has_regrade_permission(self, request: HttpRequest) -> bool:
        return self._may(request, "progress.submission:regrade")

    @admin.action(description="Grade again (only what our grader gave up)", permissions=["regrade"])
    def grade_again(self, request: HttpRequest, chosen: QuerySet[Any]) -> None:
        ids = list(chosen.values_list("id", flat=True))
        for submission_id in ids:
            grading.regrade(submission_id=submission_id)
        self.message_user(request, f"{len(ids)} looked at; those given up are queued again.", messages.SUCCESS)


@admin.register(Award, site=site)
class AwardAdmin(RoomModelAdmin):
    view_permission = "progress.enrollment:view"
    within_field = "course_id"
    list_display = ("user_id", "achievement", "course_id", "awarded_at")
    list_filter = ("achievement",)
    search_fields = ("user_id__exact",)
    ordering = ("-id",)


@admin.register(Certificate, site=site)
class CertificateAdmin(RoomModelAdmin):
    view_permission = "progress.enrollment:view"
    within_field = "course_id"
    list_display = ("number", "user_id", "course_title", "course_version", "issued_at")
    search_fields = ("number__exact", "user_id__exact")
    search_help_text = "The number of a certificate, or a user's id"
    ordering = ("-id",)
