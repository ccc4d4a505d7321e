"""Typed values out of JSON and YAML; a wrong one is refused by file and key."""

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

import yaml

from gopro.errors import Invalid

YAML_LIMIT = 256 * 1024
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SLUG_LENGTH = 100
INTEGER = re.compile(r"-?[0-9]{1,9}")


class Fields:
    """One mapping of a file; remembers which keys were asked for."""

    def __init__(self, data: object, *, path: str) -> None:
        if not isinstance(data, Mapping):
            raise Invalid(f"{path}: a mapping of keys to values is needed here.")
        self.path = path
        self._data: Mapping[str, Any] = data
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._data

    def raw(self, key: str) -> Any:
        self._asked.add(key)
        return self._data.get(key)

    def unasked(self) -> tuple[str, ...]:
        return tuple(sorted(str(key) for key in self._data if key not in self._asked))

    def wrong(self, key: str, reason: str) -> Invalid:
        return Invalid(f"{self.path}: {key!r} {reason}.")

    def text(self, key: str) -> str:
        value = self.optional_text(key)
        if not value.strip():
            raise self.wrong(key, "is missing or empty")
        return value

    def optional_text(self, key: str) -> str:
        value = self.raw(key)
        if value is None:
            return ""
        if not isinstance(value, str) or "\0" in value:
            raise self.wrong(key, "must be text")
        return value

    def slug(self, key: str) -> str:
        return self._slug(key, self.text(key))

    def slugs(self, key: str) -> tuple[str, ...]:
        return tuple(self._slug(key, value) for value in self.texts(key))

    def _slug(self, key: str, value: str) -> str:
        if len(value) > SLUG_LENGTH or not SLUG.fullmatch(value):
            raise self.wrong(key, f"must be a slug such as 'two-words', not {value!r}")
        return value

    def uuid(self, key: str) -> str:
        try:
            return str(UUID(self.text(key)))
        except ValueError:
            raise self.wrong(key, "must be a UUID") from None

    def texts(self, key: str) -> tuple[str, ...]:
        value = self.raw(key)
        if value is None:
            return ()
        if not isinstance(value, list) or not all(isinstance(item, str) and "\0" not in item for item in value):
            raise self.wrong(key, "must be a list of texts")
        return tuple(value)

    def optional_integer(self, key: str, *, lowest: int, highest: int) -> int | None:
        """YAML hands numbers over as text, JSON as numbers."""
        value = self.raw(key)
        if value is None:
            return None
        if isinstance(value, bool) or not INTEGER.fullmatch(str(value)) or not lowest <= int(value) <= highest:
            raise self.wrong(key, f"must be a whole number from {lowest} to {highest}")
        return int(value)

    def flag(self, key: str) -> bool:
        value = self.raw(key)
        if value not in (None, True, False, "true", "false"):
            raise self.wrong(key, "must be true or false")
        return value in (True, "true")

    def choice[Choice: str](self, key: str, choices: Mapping[str, Choice], *, default: str = "") -> Choice:
        value = self.optional_text(key) or default
        if value not in choices:
            raise self.wrong(key, f"must be one of {', '.join(choices)}, not {value!r}")
        return choices[value]

    def rows(self, key: str) -> Iterator["Fields"]:
        value = self.raw(key)
        if value is not None and not isinstance(value, list):
            raise self.wrong(key, "must be a list")
        for number, item in enumerate(value or ()):
            yield Fields(item, path=f"{self.pointer(key)}/{number}")

    def section(self, key: str) -> "Fields":
        value = self.raw(key)
        return Fields({} if value is None else value, path=self.pointer(key))

    def pointer(self, key: str) -> str:
        return f"{self.path}{'/' if '#' in self.path else '#/'}{key}"


def read_json(text: str, *, path: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError) as error:
        raise Invalid(f"{path}: not JSON ({error}).") from None


def read_yaml(text: str, *, path: str) -> Any:
    """Every scalar is text, so that `no`, `1.10` and dates stay what their author wrote."""
    if len(text) > YAML_LIMIT:
        raise Invalid(f"{path}: more than {YAML_LIMIT:,} characters of YAML.")
    try:
        return yaml.load(text, Loader=_Loader)  # noqa: S506 - builds texts, lists and mappings only
    except (yaml.YAMLError, RecursionError) as error:
        raise Invalid(f"{path}: not YAML that can be taken ({' '.join(str(error).split())}).") from None


def is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


class _Loader(yaml.BaseLoader):
    """No aliases, which could make a small file huge, and no key twice."""

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            raise yaml.YAMLError("aliases aren't taken")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys: set[str] = set()
        for key, _value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.YAMLError("a key must be text")
            if key.value in keys:
                raise yaml.YAMLError(f"the key {key.value!r} stands twice")
            keys.add(key.value)
        return super().construct_mapping(node, deep=deep)
