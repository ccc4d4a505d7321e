"""The door to mail. A message has an id given by its sender, so that a retry can be told from a second message."""

from collections.abc import Mapping
from smtplib import SMTPAuthenticationError, SMTPException, SMTPRecipientsRefused, SMTPResponseException

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from gopro.errors import Unavailable

PERMANENT = 500  # SMTP's replies from here on are a no for good


class Refused(Unavailable):
    """The server will not take this message, however often it is asked."""

    code = "mail_refused"
    title = "The mail server refused the message for good"


def send(
    *, to: str, subject: str, text: str, html: str, message_id: str, headers: Mapping[str, str] | None = None
) -> None:
    """Send one message to one address. Raises Unavailable where trying later may help, Refused where it won't."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].rstrip(">")
    message = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[to],
        headers={**(headers or {}), "Message-ID": f"<{message_id}@{domain}>"},
    )
    message.attach_alternative(html, "text/html")
    try:
        message.send()
    except (SMTPException, OSError) as error:
        refusal = Refused if _is_permanent(error) else Unavailable
        raise refusal(f"The mail server did not take the message: {error}") from error
    except ValueError as error:
        raise Refused(f"No mail can be made of this: {error}") from error


def _is_permanent(error: Exception) -> bool:
    if isinstance(error, SMTPRecipientsRefused):
        return all(code >= PERMANENT for code, _ in error.recipients.values())
    # a refused log-in is ours to mend, not the message's fault
    if isinstance(error, SMTPAuthenticationError) or not isinstance(error, SMTPResponseException):
        return False
    return error.smtp_code >= PERMANENT
