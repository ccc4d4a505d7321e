"""The inbox process: facts heard, handled in order."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from gopro.events.loop import inbox_loop
from gopro.observability import logs


class Command(BaseCommand):
    help = "Handle facts in the inboxes of the rooms here, in order, until SIGTERM. Any number may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--metrics-port", type=int, default=0, help="serve metrics and health there; 0: nowhere")

    def handle(self, *_: Any, metrics_port: int, **__: Any) -> None:
        logs.configure(service="inbox", level=settings.LOG_LEVEL)
        inbox_loop().run(port=metrics_port)
