"""Files of courses: looked at, added, and taken away while nothing shows them."""

from typing import Any, override

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.defaultfilters import filesizeformat
from django.template.response import TemplateResponse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from apps.courses.admin.base import EDIT, DraftAdmin
from apps.courses.models.choices import MediaState
from apps.courses.models.content import Course
from apps.courses.models.media import Media
from apps.courses.selectors import media as selectors
from apps.courses.services.media.removal import delete_media
from apps.courses.services.media.rendering import PLACE, key_of
from gopro.images.examination import PICTURES
from gopro.staff.site import site_for

MOST_USES = 50
MOST_COURSES = 500


@admin.register(Media, site=site_for("courses"))
class MediaAdmin(DraftAdmin):
    view_permission = EDIT
    change_permission = ""
    within_field = "course_id"
    list_display = ("picture", "name", "course", "content_type", "bytes", "used", "is_public", "state", "created_at")
    list_display_links = ("picture", "name")
    list_select_related = ("course",)
    list_filter = ("state", "is_public", "content_type")
    search_fields = ("name__istartswith", "course__slug__iexact", "id__exact", "sha256__exact")
    search_help_text = "The beginning of a name, a course's slug, an id, or a SHA-256"
    ordering = ("-created_at", "-id")
    fields = (
        "picture", "name", "course", "reference", "content_type", "bytes", "sha256", "state", "is_public", "shown_by",
        "uploaded_by", "created_at",
    )  # fmt: skip
    actions = ("delete_unused",)

    @override
    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(use_count=Count("uses"))
        return counted

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return self.fields

    def has_delete_unused_permission(self, request: HttpRequest) -> bool:
        return self._may(request, EDIT)

    @override
    def add_view(
        self, request: HttpRequest, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A file goes from the browser to where files are kept; the page only says how."""
        if not self.has_add_permission(request):
            raise PermissionDenied
        page = self.admin_site._registry[Course]
        courses = page.get_queryset(request).order_by("-created_at", "-id")[:MOST_COURSES]
        context = {
            **self.admin_site.each_context(request),
            "title": "Add a file to a course",
            "courses": courses,
            "wanted": request.GET.get("course", ""),
            "opts": self.opts,
        }
        request.current_app = self.admin_site.name  # Django's own way to name the site
        return TemplateResponse(request, "courses/media.html", context)

    @admin.display(description="file")
    def picture(self, media: Media) -> SafeString | str:
        if media.state != MediaState.READY:
            return "—"
        place = f"{PLACE}{media.pk}?key={key_of(media.pk)}"
        if media.content_type not in PICTURES:
            return format_html('<a href="{}">open</a>', place)
        return format_html('<img src="{}" alt="" loading="lazy" style="max-height:6rem;max-width:12rem">', place)

    @admin.display(description="size", ordering="size")
    def bytes(self, media: Media) -> str:
        return filesizeformat(media.size)

    @admin.display(description="versions that show it", ordering="use_count")
    def used(self, media: Any) -> int:
        return int(media.use_count)

    @admin.display(description="in texts")
    def reference(self, media: Media) -> str:
        return media.reference

    @admin.display(description="shown by")
    def shown_by(self, media: Media) -> SafeString | str:
        uses = selectors.uses(media_id=media.pk)
        rows = ((use["kind"], use["title"], use["version"]) for use in uses[:MOST_USES])
        more = f" … and {len(uses) - MOST_USES} more" if len(uses) > MOST_USES else ""
        return format_html("{}{}", format_html_join(", ", "{} “{}”, version {}", rows), more) if uses else "nothing"

    @admin.action(description="Delete selected files that nothing shows", permissions=["delete_unused"])
    def delete_unused(self, request: HttpRequest, chosen: QuerySet[Media]) -> None:
        self.each(request, chosen, lambda one: delete_media(media_id=one.pk))
