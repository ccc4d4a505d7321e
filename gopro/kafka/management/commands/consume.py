"""The consumer process: Kafka to inboxes."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from gopro.kafka import feeding, reach
from gopro.observability import logs


class Command(BaseCommand):
    help = (
        "Take facts of rooms that live elsewhere from Kafka into the inboxes here, until SIGTERM. Any number may run."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--metrics-port", type=int, default=0, help="serve /metrics and /health there; 0: don't")

    def handle(self, *_: Any, metrics_port: int, **__: Any) -> None:
        logs.configure(service="consumer", level=settings.LOG_LEVEL)
        if not reach.is_configured():
            raise CommandError("There is no Kafka to consume from: KAFKA_URL is not set.")
        feeding.run(port=metrics_port)
