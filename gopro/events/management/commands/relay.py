"""The relay process: outbox to inboxes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from gopro.events.loop import relay_loop
from gopro.observability import logs


class Command(BaseCommand):
    help = "Relay facts from the outboxes of the rooms here to their subscribers, until SIGTERM. Any number may run."

    def handle(self, *_: Any, **__: Any) -> None:
        logs.configure(service="relay", level=settings.LOG_LEVEL)
        relay_loop().run()
