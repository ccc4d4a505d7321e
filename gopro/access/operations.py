"""Operations of the API and web sockets, as they are routed in this process."""

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from django.conf import settings
from drf_spectacular.generators import EndpointEnumerator
from rest_framework.permissions import AllowAny

from gopro.access.rows import Row, row_of
from gopro.api.access import PUBLIC, Access
from gopro.api.admission import room_of
from gopro.database import WallBroken

HOUSE = "every room"


def api_rows() -> list[Row]:
    """Ordered by path."""
    enumerator: Any = EndpointEnumerator
    found = [
        row_of(_access(callback.cls, method=method), room=room_of(callback.cls) or HOUSE, method=method, path=path)
        for path, _, method, callback in enumerator().get_api_endpoints()
    ]
    return sorted(found, key=lambda row: (row.path, row.method))


def socket_rows() -> list[Row]:
    return [
        row_of(consumer.access, room=room, method="WS", path=f"/{pattern.pattern}")
        for room in settings.ROOMS_HERE
        for pattern, consumer in _sockets(room)
    ]


def _access(view: Any, *, method: str) -> Access:
    declared = getattr(getattr(view, method.lower()), "operation", None)
    if declared is None:
        return _foreign(view)
    access: Access = view.access_of(declared)
    return access


def _foreign(view: Any) -> Access:
    """A view of a library: as its permissions say, which it enforces itself."""
    if [AllowAny] != list(view.permission_classes):
        raise WallBroken(f"{view.__qualname__} is no view of ours, and not for everybody.")
    return PUBLIC


def _sockets(room: str) -> Iterator[tuple[Any, Any]]:
    if find_spec(f"apps.{room}.live"):
        for pattern in import_module(f"apps.{room}.live").urlpatterns:
            yield pattern, pattern.callback.application.consumer_class
