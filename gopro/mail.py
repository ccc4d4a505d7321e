"""The door to mail. A message has an id given by its sender, so that a retry can be told from a second message."""

from smtplib import SMTPException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from gopro.errors import Unavailable


def send(*, to: str, subject: str, text: str, html: str, message_id: str) -> None:
    """Send one message to one address. Raises Unavailable where the server is away or refuses for now."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()), body=text, to=[to], headers={"Message-ID": f"<{message_id}@{domain}>"}
    )
    message.attach_alternative(html, "text/html")
    try:
        message.send()
    except (SMTPException, OSError) as error:
        raise Unavailable(f"The mail server did not take the message: {error}") from error
