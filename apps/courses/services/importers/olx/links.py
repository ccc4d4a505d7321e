"""Where links of a course lead here: to its files, to its lessons, or out."""

import re
from collections.abc import Mapping
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from apps.courses.services.importers.intake import Intake
from apps.courses.services.importers.olx.blocks import Block, pointer, short_key
from apps.courses.services.importers.tree import ImportedAsset

FOLDER: Final = "static"
STATIC: Final = re.compile(r"/?static/(?P<name>[^?#]+)")
ASSET: Final = re.compile(r"/?(?:asset-v1:[^/]+block[@/]|c4x/[^/]+/[^/]+/asset/)(?P<name>[^?#]+)")
JUMP: Final = re.compile(r"(?:/courses/[^/]+)?/jump_to(?:_id)?/(?:[^?#]*block@|i4x://[^?#]*/)?(?P<name>[^/?#]+)")
MOST_BYTES: Final = 256 << 20
MISSING: Final = "No such file in the archive; the link is left as it was."
NOWHERE: Final = "No block of that name; the link is left as it was."
ELSEWHERE: Final = "A page of the platform that it came from; the link is left as it was."


class Links:
    """Gathers the files that texts show or lead to."""

    def __init__(self, intake: Intake, *, homes: Mapping[str, Block]) -> None:
        self._intake = intake
        self._homes = homes
        self._names = {name.replace(" ", "_"): name for name in intake.under(FOLDER)}
        self._keys = {name: key_of(f"{FOLDER}/{name}") for name in intake.under(FOLDER)}
        self._wanted: dict[str, str] = {}
        self._told: set[str] = set()

    def lead(self, address: str, *, block: Block) -> str:
        if (found := STATIC.match(address) or ASSET.match(address)) is not None:
            return self.file(found["name"], block=block) or address
        if (found := JUMP.match(address)) is not None:
            return self._lesson(found["name"], block=block) or address
        if address.startswith(("/", "..")) and not address.startswith("//"):
            self._tell(address, type="reference", reason=ELSEWHERE, block=block)
        return address

    def file(self, name: str, *, block: Block) -> str:
        """Empty where there is no such file, which is then reported."""
        found = self._names.get(unquote(name).replace(" ", "_"))
        if found is None:
            self._tell(f"{FOLDER}/{name}", type="asset", reason=MISSING, block=block)
            return ""
        self._wanted.setdefault(found, block.target)
        return f"asset:{self._keys[found]}"

    def want(self, name: str, *, key: str) -> None:
        """A file that is part of the course though no text leads to it."""
        if name in self._keys:
            self._keys[name] = key
            self._wanted.setdefault(name, "")

    def assets(self, *, names: Mapping[str, str]) -> tuple[ImportedAsset, ...]:
        """`names` are those that files had before, by their names in the archive."""
        return tuple(self._asset(name, title=names.get(name, "")) for name in self._wanted)

    def _asset(self, name: str, *, title: str) -> ImportedAsset:
        content = self._intake.content(f"{FOLDER}/{name}", type="asset", target=f"asset:{self._keys[name]}")
        return ImportedAsset(external_key=self._keys[name], name=title or name.rpartition("/")[2], content=content)

    def _lesson(self, name: str, *, block: Block) -> str:
        home = self._homes.get(unquote(name))
        if home is None:
            self._tell(f"jump_to_id/{name}", type="reference", reason=NOWHERE, block=block)
            return ""
        return f"lesson:{quote(home.key, safe='/')}"

    def _tell(self, place: str, *, type: str, reason: str, block: Block) -> None:
        path = pointer(block.path, place)
        if path not in self._told:
            self._told.add(path)
            self._intake.remark(path, type=type, action="error", reason=reason, target=block.target)


def key_of(path: str) -> str:
    """As it stands in an address, so that it means the same wherever it is written."""
    return short_key(quote(path, safe="/"))


def is_web(address: str) -> bool:
    return urlsplit(address).scheme in {"http", "https"}
