"""What is refused about erasures and exports."""

from datetime import datetime

from gopro.errors import Conflict, Invalid, NotFound, Unauthenticated


class ExportNotFound(NotFound):
    """There is none of this person, or it isn't ready, or it is too old."""

    title = "There is no such export"


class ErasurePending(Unauthenticated):
    """Address and password fit; the account is closed, since it is being erased. Only its owner gets to know."""

    code = "erasure_pending"
    title = "This account is being erased"

    def __init__(self, *, due_at: datetime, is_cancellable: bool) -> None:
        if is_cancellable:
            way = "To keep it, open the link in the mail that was just sent to its address, or write to support."
            super().__init__(f"This account will be erased on {due_at:%Y-%m-%d}. {way}")
        else:
            super().__init__("This account is being erased right now; that can't be undone.")


class ErasureNotFound(NotFound):
    """Not a link of ours, or cut short on its way."""

    title = "There is no such erasure"


class ReceiptInvalid(Invalid):
    """Not signed by us, changed since, or no receipt at all."""

    code = "receipt_invalid"
    title = "This receipt doesn't hold"


class ErasureUnderWay(Conflict):
    """An account that is being erased is opened by cancelling that."""

    code = "erasure_under_way"
    title = "This account is being erased; cancel its saga to open it again"
