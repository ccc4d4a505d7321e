"""BACK DOOR: staff look at enrollments and attempts, and have graded again what our side gave up."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from apps.progress.models import Award, Certificate, Enrollment, Submission
from apps.progress.services import grading
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.site import site_for

site = site_for("progress")


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
    view_permission = "progress.submission:view"
    within_field = "enrollment__course_id"
    list_display = ("id", "user_id", "exercise_id", "kind", "status", "tries", "created_at", "duration_ms")
    list_filter = ("status", "kind")
    search_fields = ("id__exact", "user_id__exact", "exercise_id__exact")
    search_help_text = "The id of a submission, a user or an exercise"
    ordering = ("-id",)
    actions = ("grade_again",)

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
