"""The relay process: outbox to inboxes."""

from typing import Any

from django.core.management.base import BaseCommand

from gopro.events.loop import relay_loop


class Command(BaseCommand):
    help = "Relay facts from the outboxes of the rooms here to their subscribers, until SIGTERM. Any number may run."

    def handle(self, *_: Any, **__: Any) -> None:
        relay_loop().run()
