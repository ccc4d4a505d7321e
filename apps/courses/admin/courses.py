"""Courses: written as drafts, shown as learners will see them, published, retired."""

from typing import Any, override

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, reverse
from django.utils.html import format_html_join
from django.utils.safestring import SafeString

from apps.courses.admin.base import CREATE, DELETE, GIVE, PUBLISH
from apps.courses.admin.conflicts import SEEN
from apps.courses.admin.editor import preview, take_file
from apps.courses.admin.forms import CourseForm
from apps.courses.admin.impacts import ImpactPages
from apps.courses.admin.inlines import LessonInline, SectionInline, ordered
from apps.courses.admin.pages import preview_page
from apps.courses.admin.reviews import review_page
from apps.courses.models.content import Course
from apps.courses.models.structure import Section
from apps.courses.services.authors import set_authors
from apps.courses.services.content import CourseContent
from apps.courses.services.courses import create_course, edit_course, retire_course
from apps.courses.services.deletion.requests import delete_course, keep_course
from apps.courses.services.ordering import reorder_course, reorder_sections
from apps.courses.services.publishing import publish_course
from gopro.errors import DomainError
from gopro.security.permission import Scope
from gopro.staff.site import site_for

WRITTEN = ("title", "summary", "description", "language", "difficulty", "categories", "tags", "license", "attribution")


@admin.register(Course, site=site_for("courses"))
class CourseAdmin(ImpactPages):
    form = CourseForm
    add_permission = CREATE
    inlines = (SectionInline, LessonInline)
    list_display = ("slug", "title", "status", "language", "difficulty", "locally_modified", "pages", "updated_at")
    list_select_related = ("draft_version",)
    list_filter = ("status", "locally_modified", "source")
    search_fields = ("slug__istartswith", "draft_version__title__istartswith", "id__exact")
    search_help_text = "The beginning of a slug or title, or an id"
    ordering = ("-created_at", "-id")
    fields = ("slug", *WRITTEN, "requires", "author_id", "co_authors")
    actions = ("publish", "retire", "delete_course", "keep_course")

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Course | None = None) -> tuple[str, ...]:
        kept = () if self._may(request, GIVE, obj) else ("author_id",)
        return ("slug", "status", "locally_modified", "pages", *kept) if obj else ()

    @override
    def get_fields(self, request: HttpRequest, obj: Course | None = None) -> tuple[str, ...]:
        gives = self._may(request, GIVE, obj) if obj else self._scope(request, GIVE) is Scope.ALL
        withheld = set() if gives else {"co_authors"} if obj else {"co_authors", "author_id"}
        written = tuple(name for name in self.fields if name not in withheld)
        return ("status", "pages", *written, "locally_modified", SEEN) if obj else written

    @override
    def get_urls(self) -> list[URLPattern]:
        pages = [
            self.page("<uuid:course_id>/preview/", self.preview, name="preview", needs="change"),
            self.page("markdown/", lambda request: preview(request, self), name="markdown", needs="change"),
            self.page("files/", lambda request: take_file(request, self), name="files", needs="change"),
            self.page("<uuid:course_id>/review/", self.review, name="review", needs="change"),
            *self.version_urls(),
            *self.impact_urls(),
        ]
        return [*pages, *super().get_urls()]

    @admin.display(description="title")
    def title(self, course: Course) -> str:
        return course.draft_version.title

    @admin.display(description="language")
    def language(self, course: Course) -> str:
        return course.draft_version.language

    @admin.display(description="difficulty")
    def difficulty(self, course: Course) -> str:
        return course.draft_version.difficulty

    @admin.display(description="pages")
    def pages(self, course: Course) -> SafeString:
        names = ("preview", "review", "impact", "versions")
        addresses = [(reverse(f"courses_admin:courses_course_{name}", args=[course.pk]), name) for name in names]
        return format_html_join(" · ", '<a href="{}">{}</a>', addresses)

    @override
    def save_model(self, request: HttpRequest, obj: Course, form: CourseForm, change: bool) -> None:
        author_id = form.cleaned_data.get("author_id", obj.author_id)
        if change:
            written: Any = form.content()
            edit_course(course_id=obj.pk, changes=written, editor_id=request.user.pk, if_match=form.seen)
            if self._may(request, GIVE, obj):
                set_authors(course_id=obj.pk, author_id=author_id, co_author_ids=form.cleaned_data["co_authors"])
            return
        content = CourseContent(**form.content())
        made = create_course(content=content, author_id=author_id or request.user.pk, slug=form.cleaned_data["slug"])
        obj.pk, obj.slug, obj.author_id = made.pk, made.slug, made.author_id

    @override
    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        ids = [one.pk for one in ordered(formset)]
        formset.new_objects, formset.changed_objects, formset.deleted_objects = [], [], []
        if ids and formset.model is Section:
            reorder_sections(course_id=form.instance.pk, section_ids=ids)
        elif ids:
            reorder_course(course_id=form.instance.pk, lesson_ids=ids, exercise_ids={})

    @admin.action(description="Publish selected courses", permissions=["publish"])
    def publish(self, request: HttpRequest, chosen: QuerySet[Course]) -> None:
        publisher = request.user.pk
        self.each(
            request, chosen, lambda one: publish_course(course_id=one.pk, publisher_id=publisher), permission=PUBLISH
        )

    @admin.action(description="Retire selected courses", permissions=["publish"])
    def retire(self, request: HttpRequest, chosen: QuerySet[Course]) -> None:
        self.each(request, chosen, lambda one: retire_course(course_id=one.pk), permission=PUBLISH)

    @admin.action(description="Delete selected courses, after thirty days", permissions=["delete_course"])
    def delete_course(self, request: HttpRequest, chosen: QuerySet[Course]) -> None:
        self.each(request, chosen, lambda one: delete_course(course_id=one.pk), permission=DELETE)

    @admin.action(description="Keep selected courses that were to be deleted", permissions=["delete_course"])
    def keep_course(self, request: HttpRequest, chosen: QuerySet[Course]) -> None:
        self.each(request, chosen, lambda one: keep_course(course_id=one.pk), permission=DELETE)

    def preview(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        """The draft as learners would see it, and the button that shows it to them."""
        course = self.permitted(request, course_id)
        if request.method == "POST" and not self._may(request, PUBLISH, course):
            raise PermissionDenied
        if request.method == "POST":
            return self._publish(request, course)
        return preview_page(request, self, course)

    def review(self, request: HttpRequest, course_id: Any) -> HttpResponse:
        """Where the draft stands, and what is said of it."""
        return review_page(request, self, self.permitted(request, course_id))

    def _publish(self, request: HttpRequest, course: Course) -> HttpResponse:
        try:
            publish_course(course_id=course.pk, publisher_id=request.user.pk)
            self.message_user(request, f"{course} is what learners see now.", messages.SUCCESS)
        except DomainError as refusal:
            reasons = "; ".join(f"{pointer}: {reason}" for pointer, reason in refusal.fields.items())
            self.message_user(request, f"{refusal.detail} {reasons}", messages.ERROR)
        return HttpResponseRedirect(request.path)
