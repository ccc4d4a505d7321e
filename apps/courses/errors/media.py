"""Files that can't be taken, shown or removed."""

from gopro.errors import Conflict, Invalid, NotFound


class MediaNotFound(NotFound):
    """No such file, or not for who asks."""

    title = "There is no such file"


class MediaRefused(Invalid):
    """The bytes, or what was said of them, can't be taken."""

    code = "media_refused"
    title = "This file can't be taken"


class UploadMissing(Conflict):
    """Nothing has arrived yet."""

    code = "upload_missing"
    title = "Nothing was sent yet; send the file to its upload address first"


class MediaInUse(Conflict):
    """A version shows it, and versions are never changed."""

    code = "media_in_use"
    title = "Versions of the course show this file, so it stays"


class MediaQuotaExceeded(Conflict):
    """The files of a course are too many bytes."""

    code = "media_quota_exceeded"
    title = "The files of this course would be too many bytes in all"
