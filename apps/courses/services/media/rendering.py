"""Markdown as this room renders it: `media:<id>` in it leads to the file."""

import re
from collections.abc import Mapping
from typing import Any, Final
from uuid import UUID

from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.timezone import now

from gopro import markdown

PLACE: Final = "/api/v1/media/"
PLACES: Final[Mapping[str, str]] = {"media": PLACE}
UUID_FORM: Final = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
IN_HTML: Final = re.compile(rf'(?<="){PLACE}(?P<id>{UUID_FORM})(?=")')
WINDOW: Final = 3600  # seconds; a key holds to the end of the next window, so one hour at least and two at most


def render(text: str) -> str:
    """As learners read it."""
    return markdown.render(text, places=PLACES)


def with_keys(html: str) -> str:
    """Rendered HTML of a draft, whose pictures are shown to whoever is shown the page, for an hour or two."""
    return IN_HTML.sub(lambda found: f"{found[0]}?key={key_of(UUID(found['id']))}", html)


def with_keys_in(shown: Any, *, is_html: bool = False) -> Any:
    """The same for all HTML in plain values, by names that end in `html`."""
    if isinstance(shown, Mapping):
        return {name: with_keys_in(value, is_html=is_html or name.endswith("html")) for name, value in shown.items()}
    if isinstance(shown, list | tuple):
        return [with_keys_in(value, is_html=is_html) for value in shown]
    return with_keys(shown) if is_html and isinstance(shown, str) else shown


def key_of(media_id: UUID) -> str:
    return _key(media_id, window=_window())


def opens(key: str, *, media_id: UUID) -> bool:
    windows = (_window(), _window() - 1)
    return any(constant_time_compare(key, _key(media_id, window=each)) for each in windows)


def _key(media_id: UUID, *, window: int) -> str:
    return salted_hmac("courses.media", f"{media_id}:{window}", algorithm="sha256").hexdigest()[:32]


def _window() -> int:
    return int(now().timestamp()) // WINDOW
