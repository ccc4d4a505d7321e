"""Public things are the same for everybody; who may edit what was never published is shown its draft."""

from collections.abc import Callable
from typing import Any

from rest_framework.request import Request
from rest_framework.response import Response

from apps.courses.api.permissions import may_edit
from apps.courses.selectors.ownership import Ownership
from gopro.api.etag import versioned
from gopro.api.shared import same_for_everybody
from gopro.errors import NotFound

type Read = Callable[[], dict[str, Any]]


def published_or_draft(request: Request, *, published: Read, draft: Read, owner: Callable[[], Ownership]) -> Response:
    try:
        return same_for_everybody(shown(published()))
    except NotFound:
        if request.user.is_authenticated and may_edit(request, owner()):
            return shown(draft())
        raise


def shown(thing: dict[str, Any], *, status: int = 200, location: str = "") -> Response:
    """With the version that `If-Match` names."""
    headers = {"Location": location} if location else None
    return versioned(Response(thing, status=status, headers=headers), thing.get("version"))
