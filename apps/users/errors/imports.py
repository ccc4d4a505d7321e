"""What is refused about imports of accounts."""

from uuid import UUID

from gopro.errors import Conflict, Invalid, NotFound


class ImportNotFound(NotFound):
    """No such import, or not for who asks."""

    title = "There is no such import"


class FileRefused(Invalid):
    """Nothing of the file can be taken; `detail` says why, and where."""

    code = "file_refused"
    title = "This file can't be imported"


class ImportUnderWay(Conflict):
    """One at a time: two files could say different things of the same person."""

    code = "import_under_way"
    title = "Another import is under way"

    def __init__(self, *, import_id: UUID) -> None:
        super().__init__(f"The import {import_id} is under way. Wait for its end, or cancel it.")


class ImportOver(Conflict):
    """It is done, or its file is gone."""

    code = "import_over"
    title = "This import can't go on; send the file again"
