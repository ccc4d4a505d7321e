"""The staff's pages of this room."""

from gopro.sagas.admin import register_sagas
from gopro.staff.site import site_for

site = site_for("users")
register_sagas(site)
