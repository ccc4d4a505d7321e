"""Collecting what nobody needs: uploads that never came to an end, files that nothing shows, bytes without a row.

Each thing is looked at once more, under a lock, before it goes; so a collection can be stopped and begun again at any
time, and run beside anything else.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Exists, OuterRef
from django.utils import timezone

from apps.courses.errors import MediaNotFound
from apps.courses.models.choices import MediaState
from apps.courses.models.media import Media, MediaUse
from apps.courses.selectors import media as selectors
from apps.courses.services.media import names, removal
from gopro.database import atomic
from gopro.storage.contract import Stored
from gopro.storage.store import store

UPLOAD_GRACE = timedelta(days=1)
UNUSED_GRACE = timedelta(days=30)
UNKNOWN_GRACE = timedelta(days=2)  # longer than any import holds its transaction open
AT_ONCE = 500
PREFIXES = (names.KEPT, names.SENT, "unfinished/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """`why` is one of `unfinished`, `unused`, `unknown`; `collect` says whether it still was so, and is gone."""

    why: str
    what: str
    size: int
    since: datetime
    collect: Callable[[], bool]


def findings(*, now: datetime) -> Iterator[Finding]:
    """What would be collected then, found as one goes on."""
    yield from _rows("unfinished", state=MediaState.PENDING, before=now - UPLOAD_GRACE)
    yield from _rows("unused", state=MediaState.READY, before=now - UNUSED_GRACE)
    for prefix in PREFIXES:
        for stored in store().listed(prefix=prefix):
            if stored.modified_at < now - UNKNOWN_GRACE and not _is_known(stored):
                yield _unknown(stored)


def collect() -> int:
    """By the clock; how many have gone."""
    return sum(finding.collect() for finding in findings(now=timezone.now()))


def _rows(why: str, *, state: MediaState, before: datetime) -> Iterator[Finding]:
    """In parts, so that no cursor stays open meanwhile."""
    used = Exists(MediaUse.objects.filter(media=OuterRef("pk")))
    rows = Media.objects.filter(~used, state=state, created_at__lt=before).order_by("pk")
    last = UUID(int=0)
    while part := list(rows.filter(pk__gt=last)[:AT_ONCE]):
        for media in part:
            yield _finding(media, why=why, state=state)
        last = part[-1].pk


def _finding(media: Media, *, why: str, state: MediaState) -> Finding:
    return Finding(
        why=why,
        what=f"{media.pk} {media.name}",
        size=media.size,
        since=media.created_at,
        collect=lambda: _remove(media.pk, state=state),
    )


@atomic("courses")
def _remove(media_id: UUID, *, state: MediaState) -> bool:
    """Whoever writes a text that shows it holds the row meanwhile, and is waited for; or finds that it is gone."""
    try:
        media = selectors.media(media_id=media_id, lock=True)
    except MediaNotFound:
        return False
    if media.state != state or selectors.is_used(media_id=media.pk):
        return False
    removal.remove(media)
    return True


def _is_known(stored: Stored) -> bool:
    media_id = names.media_id_of(stored.name)
    if media_id is None:
        return False
    rows = Media.objects.filter(pk=media_id)
    if stored.name.startswith(names.SENT):
        return rows.filter(state=MediaState.PENDING).exists()
    return stored.name.startswith(names.KEPT) and rows.exists()


def _unknown(stored: Stored) -> Finding:
    return Finding(
        why="unknown",
        what=stored.name,
        size=stored.size,
        since=stored.modified_at,
        collect=lambda: _forget(stored),
    )


def _forget(stored: Stored) -> bool:
    if _is_known(stored):
        return False
    store().delete(name=stored.name)
    return True
