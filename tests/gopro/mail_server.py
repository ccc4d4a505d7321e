"""A real mail server on loopback: it takes messages, refuses them, or is away."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from gopro.embedded.ports import free_port


class MailServer:
    """`answer` is its reply to a recipient; empty for a yes. It may be slow to say that it took a message."""

    def __init__(self) -> None:
        self.answer = ""
        self.slow_by = 0.0
        self.received: list[EmailMessage] = []
        self.port = free_port()
        self.controller = Controller(self, hostname="127.0.0.1", port=self.port)

    async def handle_RCPT(  # noqa: N802 - aiosmtpd finds it by this name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.answer or "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802 - likewise
        self.received.append(message_from_bytes(envelope.original_content or b"", policy=policy.default))
        await asyncio.sleep(self.slow_by)
        return "250 taken"

    def use(self, settings: Any) -> None:
        """Have Django send its mail here."""
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", self.port, 5


@contextmanager
def running() -> Iterator[MailServer]:
    server = MailServer()
    server.controller.start()
    try:
        yield server
    finally:
        server.controller.stop()
