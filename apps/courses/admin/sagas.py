"""Deletions under way, as an operator sees them."""

from gopro.sagas.admin import register_sagas
from gopro.staff.site import site_for

register_sagas(site_for("courses"))
