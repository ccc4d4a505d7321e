"""A room's one line to another: a Protocol in the neighbour's contracts, answered by its facade while both run here."""

from importlib import import_module
from typing import cast

from django.conf import settings

from gopro.errors import Unavailable


def connect[P](protocol: type[P], *, room: str) -> P:
    """The provider of a room's port. Raises Unavailable where the room does not run in this process."""
    if room not in settings.ROOMS_HERE:
        raise Unavailable(f"The room {room} does not run here, and no address of it is set.")
    facade = import_module(f"apps.{room}.facade")
    return cast("P", getattr(facade, protocol.__name__ + "Facade")())
