"""Taking files away: the row first, which nothing may show any more, then the bytes, which nobody can reach by then."""

from uuid import UUID

from apps.courses.errors import MediaInUse
from apps.courses.models.media import Media
from apps.courses.selectors import media as selectors
from apps.courses.services.media import names
from apps.courses.services.media.uploads import record
from gopro.database import atomic
from gopro.jobs import enqueue
from gopro.storage.store import store


@atomic("courses")
def delete_media(*, media_id: UUID) -> None:
    """Raises MediaInUse, naming the versions, the latest first."""
    media = selectors.media(media_id=media_id, lock=True)
    uses = selectors.uses(media_id=media.pk)
    if uses:
        shown = {
            f"/uses/{index}": f"{use['kind']} “{use['title']}”, {use['version']}" for index, use in enumerate(uses)
        }
        raise MediaInUse(f"{len(uses)} versions show this file, so it stays.", fields=shown)
    remove(media)


def remove(media: Media) -> None:
    """Of a row that is locked, in the caller's transaction. Who began to use it meanwhile finds that it is gone."""
    media_id = media.pk
    record(media, verb="delete")
    media.delete()
    enqueue("courses.remove_media_files", media_id)


def remove_files(*, media_id: UUID) -> None:
    """Twice is once. What a broker forgot, the collection finds."""
    if Media.objects.filter(pk=media_id).exists():
        return
    for name in (names.kept(media_id), names.sent(media_id)):
        store().delete(name=name)


def leave_course(*, course_id: UUID) -> None:
    """The files of a course that goes; its rows go with it."""
    for media_id in Media.objects.filter(course_id=course_id).values_list("pk", flat=True):
        enqueue("courses.remove_media_files", media_id)
