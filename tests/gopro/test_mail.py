"""Mail over a real connection: taken, refused for now, refused for good, nobody there."""

from collections.abc import Iterator

import pytest

from gopro import mail
from gopro.embedded.ports import free_port
from gopro.errors import Unavailable
from tests.gopro.mail_server import MailServer, running


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    with running() as server:
        server.use(settings)
        yield server


def send(**changed: str) -> None:
    message = {"to": "ada@example.org", "subject": "Hello", "text": "Text.", "html": "<p>Text.</p>"}
    mail.send(**{**message, **changed}, message_id="sample.1", headers={"List-Unsubscribe": "<https://gopro.test/x>"})


def test_a_message_arrives_with_its_id_and_headers(mail_server: MailServer):
    send(subject="Вітаємо\r\nBcc: all@example.org")
    [received] = mail_server.received
    assert received["Subject"] == "Вітаємо Bcc: all@example.org"
    assert (received["To"], received["Bcc"]) == ("ada@example.org", None)
    assert received["Message-ID"] == "<sample.1@gopro.invalid>"
    assert received["List-Unsubscribe"] == "<https://gopro.test/x>"
    bodies = {
        part.get_content_type(): part.get_payload(decode=True) for part in received.walk() if not part.is_multipart()
    }
    assert bodies == {"text/plain": b"Text.", "text/html": b"<p>Text.</p>"}


def test_a_no_for_now_may_be_tried_again(mail_server: MailServer):
    mail_server.answer = "451 come back later"
    with pytest.raises(Unavailable) as refusal:
        send()
    assert not isinstance(refusal.value, mail.Refused)
    assert mail_server.received == []


def test_a_no_for_good_is_told_as_such(mail_server: MailServer):
    mail_server.answer = "550 no such mailbox"
    with pytest.raises(mail.Refused):
        send()


def test_an_address_that_is_none_is_refused_for_good(mail_server: MailServer):
    with pytest.raises(mail.Refused):
        send(to="ada@example.org\nBcc: all@example.org")
    assert mail_server.received == []


def test_nobody_there_may_be_tried_again(settings, mail_server: MailServer):
    settings.EMAIL_PORT = free_port()
    with pytest.raises(Unavailable) as refusal:
        send()
    assert not isinstance(refusal.value, mail.Refused)
