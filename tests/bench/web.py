"""A web process of the small house: one endpoint, which keeps a thing and tells of it."""

from uuid import UUID

from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, HttpResponse
from django.urls import path

from gopro.identifiers import uuid7


def keep(_request: HttpRequest, owner_id: UUID) -> HttpResponse:
    from tests.bench.rooms.teller import services  # noqa: PLC0415 - its models need Django set up

    services.keep(owner_id=owner_id or uuid7(), number=0)
    return HttpResponse(status=204)


urlpatterns = [path("keep/<uuid:owner_id>", keep)]
application = get_wsgi_application()
