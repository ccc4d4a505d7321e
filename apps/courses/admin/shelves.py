"""Categories and tags."""

from django.contrib import admin

from apps.courses.models.taxonomy import Category, Tag
from gopro.staff.admin import RoomModelAdmin
from gopro.staff.site import site_for


@admin.register(Category, site=site_for("courses"))
class CategoryAdmin(RoomModelAdmin):
    """Known in this room alone, so they are saved as they are."""

    view_permission = add_permission = change_permission = "courses.shelf:edit"
    list_display = ("slug", "name", "parent", "position")
    list_select_related = ("parent",)
    search_fields = ("slug__istartswith", "name__istartswith")
    prepopulated_fields = {"slug": ("name",)}


@admin.register(Tag, site=site_for("courses"))
class TagAdmin(RoomModelAdmin):
    view_permission = "courses.shelf:edit"
    list_display = ("slug", "name", "kind", "source")
    list_select_related = ("source",)
    list_filter = ("kind", "source")
    search_fields = ("slug__istartswith", "name__istartswith")
