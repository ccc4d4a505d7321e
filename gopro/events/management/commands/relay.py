"""The relay process: outbox to inboxes, or to Kafka."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandParser

from gopro.events import sinks
from gopro.events.loop import relay_loop
from gopro.observability import logs


class Command(BaseCommand):
    help = "Relay facts from the outboxes of the rooms here to a sink, until SIGTERM. Any number may run."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--sink", choices=sorted(sinks.MAKERS), default=sinks.LOCAL, help="the rooms here, or Kafka"
        )
        parser.add_argument("--metrics-port", type=int, default=0, help="serve metrics and health there; 0: nowhere")

    def handle(self, *_: Any, sink: str, metrics_port: int, **__: Any) -> None:
        logs.configure(service=f"relay-{sink}", level=settings.LOG_LEVEL)
        relay_loop(sink=sinks.find(sink)).run(port=metrics_port)
