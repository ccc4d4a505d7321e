"""Which broker KAFKA_URL names, and whether it gives a sign of life. Light: web processes ask it too."""

import socket
import struct

from django.conf import settings

from gopro.kafka.address import Address, parse

ASK = struct.pack(">hhih", 18, 0, 1, -1)  # ApiVersions, version 0: any broker answers it, to anybody


class KafkaAway(RuntimeError):
    """There is no broker to work with; the message says why."""


def is_configured() -> bool:
    return bool(settings.KAFKA_URL)


def address() -> Address:
    """Raises KafkaAway without one, BadAddress when it can't be meant."""
    if not is_configured():
        raise KafkaAway("There is no Kafka: KAFKA_URL is not set.")
    return parse(settings.KAFKA_URL)


def answers(*, seconds: float = 0.8) -> None:
    """Ask one server for a sign of life, raw, since a client has threads. Raises OSError if none of them gives it."""
    where = address()
    for number, server in enumerate(where.servers, start=1):
        try:
            return _ask(server, where=where, seconds=seconds)
        except OSError:
            if number == len(where.servers):
                raise


def _ask(server: str, *, where: Address, seconds: float) -> None:
    host, _, port = server.rpartition(":")
    host = host.strip("[]")
    with socket.create_connection((host, int(port)), timeout=seconds) as plain:
        context = where.ssl_context()
        connection = context.wrap_socket(plain, server_hostname=host) if context else plain
        connection.sendall(struct.pack(">i", len(ASK)) + ASK)
        with connection.makefile("rb") as answer:
            head = answer.read(8)
        if head[4:] != ASK[4:8]:
            raise ConnectionResetError("it doesn't answer as a broker does; does it want TLS (kafkas://), or not?")
