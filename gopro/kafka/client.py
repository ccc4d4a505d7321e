"""Connections to the broker that KAFKA_URL names: made in the process that uses them, and why there is none."""

import logging
from typing import Any

from kafka import KafkaAdminClient
from kafka.errors import KafkaConnectionError, KafkaError, SaslAuthenticationFailedError

from gopro.kafka.address import Address, BadAddress
from gopro.kafka.reach import KafkaAway, address, answers

CONNECT_SECONDS = 2.0


class LastFailure(logging.Handler):
    """Keeps why connecting failed, which the library only logs: several times a second, so it isn't shown."""

    reason: Exception | None = None

    def emit(self, record: logging.LogRecord) -> None:
        for each in record.args or ():
            if isinstance(each, SaslAuthenticationFailedError):
                self.reason = each
            elif isinstance(each, Exception) and self.reason is None:
                self.reason = each  # the first: later ones may be of the time running out


last_failure = LastFailure(level=logging.ERROR)


def options(*, name: str) -> dict[str, Any]:
    """What every client of kafka-python is made with."""
    where = address()
    _listen()
    protocol = ("SASL_" if where.user else "") + ("SSL" if where.is_encrypted else "PLAINTEXT")
    found: dict[str, Any] = {
        "bootstrap_servers": list(where.servers),
        "client_id": f"gopro-{name}",
        "security_protocol": protocol,
        "ssl_context": where.ssl_context(),
        "bootstrap_timeout_ms": int(CONNECT_SECONDS * 1000),
        "reconnect_backoff_max_ms": 2000,
        "allow_auto_create_topics": False,
    }
    if where.user:
        found |= {"sasl_mechanism": where.mechanism, "sasl_plain_username": where.user}
        found |= {"sasl_plain_password": where.password}
    return found


def admin() -> KafkaAdminClient:
    """Raises KafkaAway with the reason."""
    own = {name: value for name, value in options(name="admin").items() if name != "allow_auto_create_topics"}
    try:
        return KafkaAdminClient(**own, request_timeout_ms=20_000)
    except KafkaError as failure:
        raise why_away(failure) from None


def why_away(failure: Exception) -> KafkaAway:
    """In a sentence for who runs this: which server, and whether the network, TLS or the password is to blame."""
    where, reason = address(), last_failure.reason or failure
    try:
        answers(seconds=CONNECT_SECONDS)
    except (OSError, BadAddress) as refusal:
        return KafkaAway(f"Kafka at {_names(where)} can't be reached: {refusal}")
    if where.user and isinstance(reason, SaslAuthenticationFailedError | KafkaConnectionError):
        # Over TLS some brokers hang up before the client has read their refusal.
        return KafkaAway(
            f"Kafka at {_names(where)} doesn't let the user {where.user!r} in by {where.mechanism}: {reason}"
        )
    return KafkaAway(f"Kafka at {_names(where)} is there, but: {reason}")


def _listen() -> None:
    """Each time, since configuring logs takes handlers away."""
    library = logging.getLogger("kafka")
    library.propagate = False
    library.handlers = [last_failure]
    last_failure.reason = None


def _names(where: Address) -> str:
    return ",".join(where.servers)
