"""Which exporter writes which format."""

from collections.abc import Mapping
from typing import Final

from apps.courses.services.exporters.files import Exporter
from apps.courses.services.exporters.olx import course as olx
from gopro.errors import Invalid

EXPORTERS: Final[Mapping[str, Exporter]] = {"olx": olx.write}


def exporter_for(format: str) -> Exporter:
    try:
        return EXPORTERS[format]
    except KeyError:
        raise Invalid(f"{format!r} is no format that can be written; these are: {', '.join(EXPORTERS)}.") from None
