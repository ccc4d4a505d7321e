"""Files of a folder as fields."""

import re
from typing import Final

from apps.courses.services.importers.fields import Fields, read_yaml
from apps.courses.services.importers.intake import Intake
from gopro.errors import Invalid

FRONT_MATTER: Final = re.compile(r"---[ \t]*\r?\n(.*?\r?\n)---[ \t]*(?:\r?\n|\Z)", re.DOTALL)


def read_fields(path: str, *, intake: Intake) -> Fields:
    """Which node the file makes is in the file: say it to `intake.aim`."""
    _require(path, intake=intake)
    return Fields(read_yaml(intake.text(path, type="config", target=""), path=path), path=path)


def read_front_matter(path: str, *, intake: Intake) -> tuple[Fields, str]:
    """The YAML between the first two lines of `---`, and the Markdown after them."""
    text = read_document(path, target="", intake=intake)
    found = FRONT_MATTER.match(text)
    if not found:
        raise Invalid(f"{path}: it must begin with front matter between two lines of '---'.")
    return Fields(read_yaml(found[1], path=path), path=path), text[found.end() :].strip() + "\n"


def read_document(path: str, *, target: str, intake: Intake) -> str:
    _require(path, intake=intake)
    return intake.text(path, type="document", target=target)


def _require(path: str, *, intake: Intake) -> None:
    if path not in intake:
        raise Invalid(f"{path}: missing.")
