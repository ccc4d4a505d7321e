"""Policies: settings of blocks beside their XML. What is secret in them is never read in."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from apps.courses.services.importers.fields import read_json
from apps.courses.services.importers.intake import Intake
from gopro.errors import Invalid

SECRET: Final = re.compile(r"secret|passport|password|passwd|token|credential|api_?key|private", re.IGNORECASE)
USED: Final = frozenset({"display_name", "license"})
TAKEN: Final = "A secret: not read in."


def read_settings(intake: Intake, *, run: str) -> dict[str, dict[str, str]]:
    """Plain values by block and name; the course's are reported one by one, a block's on its own line."""
    settings: dict[str, dict[str, str]] = {}
    for path in (f"policies/{run}/policy.json", f"policies/{run}.json"):
        if path not in intake:
            continue
        data = read_json(intake.text(path, type="policy", target=""), path=path)
        if not isinstance(data, Mapping):
            raise Invalid(f"{path}: a mapping of blocks to settings is needed here.")
        for name, values in data.items():
            kept = _kept(str(name), values, path=path, intake=intake)
            settings.setdefault(_block(str(name)), {}).update(kept)
    return settings


def _block(name: str) -> str:
    """`i4x://org/course/chapter/x` and `chapter/x` name the same."""
    return "/".join(name.split("/")[-2:])


def _kept(name: str, values: Any, *, path: str, intake: Intake) -> Iterator[tuple[str, str]]:
    if not isinstance(values, Mapping):
        return
    is_course = name.startswith("course/")
    for key, value in values.items():
        pointer = f"{path}#/{name.replace('/', '~1')}/{key}"
        if SECRET.search(str(key)):
            intake.remark(pointer, type="key", action="ignored", reason=TAKEN)
        elif is_course and key not in USED:
            intake.remark(pointer, type="key", action="ignored", reason="Not used here.")
        else:
            yield str(key), value if isinstance(value, str) else str(value).lower()
