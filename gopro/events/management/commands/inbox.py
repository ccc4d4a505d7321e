"""The inbox process: facts heard, handled in order."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gopro.events.loop import inbox_loop
from gopro.observability import logs


class Command(BaseCommand):
    help = "Handle facts in the inboxes of the rooms here, in order, until SIGTERM. Any number may run."

    def handle(self, *_: Any, **__: Any) -> None:
        logs.configure(service="inbox", level=settings.LOG_LEVEL)
        inbox_loop().run()
