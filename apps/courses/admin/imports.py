"""Where content came from and what each import did, to read."""

from django.contrib import admin

from apps.courses.models.imports import ImportRun, ImportSource
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.site import site_for


@admin.register(ImportSource, site=site_for("courses"))
class ImportSourceAdmin(RoomModelAdmin):
    view_permission = "courses.import:view"
    list_display = ("locator", "kind", "revision", "license", "created_at")
    list_filter = ("kind",)
    search_fields = ("locator__istartswith",)
    ordering = ("locator",)


@admin.register(ImportRun, site=site_for("courses"))
class ImportRunAdmin(RoomModelAdmin):
    view_permission = "courses.import:view"
    list_display = ("finished_at", "source", "course", "revision", "became")
    list_select_related = ("source", "course")
    list_filter = ("source",)
    ordering = ("-finished_at", "-id")

    @admin.display(description="nodes")
    def became(self, run: ImportRun) -> str:
        return ", ".join(f"{count} {action}" for action, count in sorted(run.counts.items()))
