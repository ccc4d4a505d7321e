"""What can't be written."""

from collections.abc import Mapping, Sequence

from gopro.errors import Conflict, Invalid, NotFound, PreconditionFailed, Unavailable
from gopro.preconditions import version_tag


class ContentRefused(Invalid):
    """The content itself can't be taken."""

    title = "The content can't be taken"


class EditConflict(PreconditionFailed):
    """Somebody else saved meanwhile: both sides are told, so that nothing is lost.

    `theirs` is the draft as it is now, `yours` what was sent, `base` what both began with as far as it is known, and
    `differing` the fields in which the two sides differ. What was sent is saved by sending it with `if_match`.
    """

    def __init__(
        self,
        *,
        version: int,
        theirs: Mapping[str, object],
        yours: Mapping[str, object],
        base: Mapping[str, object],
        differing: Sequence[str],
    ) -> None:
        super().__init__("Somebody else saved this meanwhile. See both sides, choose, and save again.")
        self.version, self.differing = version, tuple(differing)
        self.theirs, self.yours, self.base = theirs, yours, base

    @property
    def members(self) -> Mapping[str, object]:
        return {
            "if_match": f'"{version_tag(self.version)}"',
            "theirs": {**self.theirs, "version": self.version},
            "yours": self.yours,
            "base": self.base,
            "differing": self.differing,
        }


class RecordingUnavailable(Unavailable):
    """The sandbox that runs reference solutions isn't ready."""

    code = "recording_unavailable"
    title = "Reference solutions can't be run here"


class ImportUnderWay(Conflict):
    """The same source is being imported by somebody else."""

    code = "import_under_way"
    title = "This source is being imported already"


class BankNotFound(NotFound):
    """No such bank, or not for who asks."""

    title = "There is no such bank of questions"


class BankInUse(Conflict):
    """Quizzes draw from it."""

    code = "bank_in_use"
    title = "Quizzes draw from this bank; let them draw from another first"
