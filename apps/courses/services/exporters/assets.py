"""Files that texts show go with the course: texts name them by their bytes, as `asset:<sha256>`."""

import re
from dataclasses import dataclass, field, replace
from typing import Final
from uuid import UUID

from apps.courses.errors import MediaNotFound
from apps.courses.models.choices import MediaState
from apps.courses.models.media import Media
from apps.courses.services.exporters.tree import Export
from apps.courses.services.importers.rewriting import rewritten
from apps.courses.services.importers.tree import ImportedAsset, ReportLine
from apps.courses.services.media.downloads import open_media
from apps.courses.services.media.rendering import PLACE, UUID_FORM

REFERENCE: Final = re.compile(rf"(?:\bmedia:|{PLACE})(?P<id>{UUID_FORM})")
LOST: Final = "The store hasn't got it; texts name it as before."


def with_assets(export: Export, *, course_id: UUID) -> Export:
    """What no text names stays here."""
    packing = _Packing(here={row.pk: row for row in Media.objects.filter(course_id=course_id, state=MediaState.READY)})
    course = rewritten(export.course, text=packing.text)
    assets = tuple(asset for _key, asset in sorted(packing.packed.items()))
    return Export(course=replace(course, assets=assets), lines=(*export.lines, *packing.lines))


@dataclass(kw_only=True, slots=True)
class _Packing:
    here: dict[UUID, Media]
    packed: dict[str, ImportedAsset] = field(default_factory=dict)
    lines: list[ReportLine] = field(default_factory=list)

    def text(self, text: str) -> str:
        return REFERENCE.sub(self._named, text) if PLACE in text or "media:" in text else text

    def _named(self, found: re.Match[str]) -> str:
        media = self.here.get(UUID(found["id"]))
        if media is None:
            return found[0]
        if media.sha256 not in self.packed and not self._pack(media):
            return found[0]
        return f"asset:{media.sha256}"

    def _pack(self, media: Media) -> bool:
        try:
            with open_media(media_id=media.pk) as file:
                content = file.read()
        except MediaNotFound:
            del self.here[media.pk]
            line = ReportLine(path=f"asset:{media.name}", type="asset", action="error", reason=LOST)
            self.lines.append(line)
            return False
        self.packed[media.sha256] = ImportedAsset(external_key=media.sha256, name=media.name, content=content)
        return True
