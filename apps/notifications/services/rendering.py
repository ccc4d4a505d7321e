"""Words of a message: templates named by type and locale.

`<type>.<locale>.txt` has the title in its first line; its first paragraph is what the app shows; all its paragraphs
are the text of the mail. `<type>.<locale>.html` is the mail for people who see HTML.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.template.loader import render_to_string

from apps.notifications.models import Notification, Recipient
from apps.notifications.selectors.types import locale_of

type Data = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Words:
    """A message in a locale. The title is one line whatever stood in the data, so that it is safe in a header."""

    title: str
    paragraphs: tuple[str, ...]

    @property
    def summary(self) -> str:
        return self.paragraphs[0]


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    subject: str
    text: str
    html: str


def words(*, type_: str, locale: str, data: Data) -> Words:
    """What the app shows."""
    values = {name: _one_line(value) for name, value in data.items()}
    title, _, rest = render_to_string(f"notifications/{type_}.{locale_of(locale)}.txt", values).strip().partition("\n")
    return Words(title=_one_line(title), paragraphs=tuple(_one_line(part) for part in rest.strip().split("\n\n")))


def mail(*, notification: Notification, recipient: Recipient, unsubscribe_url: str) -> Mail:
    """The notification as a mail, in the locale that its recipient has now."""
    locale = locale_of(recipient.locale)
    found = words(type_=notification.type, locale=locale, data=notification.data)
    frame = {
        **notification.data,
        "title": found.title,
        "paragraphs": found.paragraphs,
        "name": _one_line(recipient.display_name),
        "link": urljoin(settings.PUBLIC_URL, notification.url),
        "unsubscribe": unsubscribe_url,
    }
    return Mail(
        subject=found.title,
        text=render_to_string(f"notifications/frame.{locale}.txt", frame),
        html=render_to_string(f"notifications/{notification.type}.{locale}.html", frame),
    )


def _one_line(value: object) -> str:
    """Also for names and titles within: a line break in one must not make a paragraph, or a header, of its own."""
    return " ".join(str(value).split())
