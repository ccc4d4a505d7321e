"""What no log line may show: secrets and personal data, by the name of a key or by the look of a text."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

HIDDEN = "[redacted]"
SECRET_WORDS = frozenset(
    {"password", "passwd", "token", "authorization", "cookie", "refresh", "access", "secret", "otp", "email"}
    | {"credentials", "apikey", "private"}
)
WORDS = re.compile(r"[^a-z0-9]+")
LOOKS = (
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]+"), r"\1 [redacted]"),
    (re.compile(r"\beyJ[\w-]+\.[\w-]+\.[\w-]*"), HIDDEN),
    (re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(\.[\w-]+)+"), "[email]"),
    (
        re.compile(
            r"""(?i)((?:password|passwd|token|secret|otp|cookie|authorization|api_?key)["']?\s*[=:]\s*)[^\s,;&}]+"""
        ),
        rf"\1{HIDDEN}",
    ),
    (re.compile(r"(://[^\s:/@]*:)[^\s/@]+@"), rf"\1{HIDDEN}@"),
)


def redacted(value: Any, *, name: str = "") -> Any:
    """The value as it may be shown, through mappings and lists."""
    if name and value not in (None, "", True, False) and SECRET_WORDS & set(WORDS.split(_snake(name))):
        return HIDDEN
    if isinstance(value, str):
        return _redacted_text(value)
    if isinstance(value, Mapping):
        return {key: redacted(each, name=str(key)) for key, each in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [redacted(each) for each in value]
    return value if isinstance(value, int | float | bool | None) else _redacted_text(str(value))


def without(text: str, *, values: Iterable[str]) -> str:
    """The text with what it says of a person taken out, wherever that stands as a word of its own."""
    for value in sorted({value.strip() for value in values} - {""}, key=len, reverse=True):
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", "[personal]", text)
    return text


def _redacted_text(text: str) -> str:
    for look, shown in LOOKS:
        text = look.sub(shown, text)
    return text


def _snake(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name).lower()
