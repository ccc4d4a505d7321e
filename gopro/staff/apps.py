"""The staff's pages as a Django app: finds the admin of each room hosted here."""

from importlib import import_module

from django.apps import AppConfig, apps
from django.conf import settings
from django.contrib.admin import options
from django.utils.module_loading import module_has_submodule


class StaffConfig(AppConfig):
    name = "gopro.staff"
    label = "gopro_staff"

    def ready(self) -> None:
        # Wanted for the link "view on site" alone, which rooms make themselves; most processes have no such table.
        options.get_content_type_for_model = _no_content_type  # type: ignore[assignment]  # its `pk` is all that is read
        for room in settings.ROOMS_HERE:
            found = apps.get_app_config(room)
            if found.module is not None and module_has_submodule(found.module, "admin"):
                import_module(f"{found.name}.admin")


class _NoContentType:
    pk = None


def _no_content_type(_: object) -> _NoContentType:
    return _NoContentType()
