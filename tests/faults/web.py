"""The web process of the small house: one endpoint, which counts. Run by granian, killed by the tests."""

import os
import signal
from uuid import UUID

from django.core.handlers.wsgi import WSGIHandler
from django.core.wsgi import get_wsgi_application
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from gopro.embedded.children import DieWithParent
from tests.faults.sabotage import Plan


@csrf_exempt
def count(request: HttpRequest, counter_id: UUID) -> JsonResponse:
    from tests.faults.rooms.teller import services  # noqa: PLC0415 - its models need Django set up

    words = request.GET
    manner = services.Manner(
        pause_first=float(words.get("pause_first", 0)),
        pause_last=float(words.get("pause_last", 0)),
        timeout_ms=int(words.get("timeout_ms", 0)),
        whisper="whisper" in words,
        fail_last="fail_last" in words,
    )
    return JsonResponse({"number": services.count(counter_id=counter_id, manner=manner)})


urlpatterns = [path("count/<uuid:counter_id>", count)]


def application() -> WSGIHandler:
    """For granian's --factory."""
    bound = DieWithParent(by=signal.SIGKILL)
    bound.parent = os.getppid()
    bound()
    made = get_wsgi_application()
    Plan.from_environment().apply()
    return made
