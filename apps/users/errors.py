"""The ways the users room says no."""

from datetime import datetime

from gopro.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class UserNotFound(NotFound):
    """No such account, or not for who asks."""

    title = "There is no such user"


class ExportNotFound(NotFound):
    """There is none of this person, or it isn't ready, or it is too old."""

    title = "There is no such export"


class SessionNotFound(NotFound):
    """No such session, or another's."""

    title = "There is no such session"


class WrongCredentials(Unauthenticated):
    """Address and password don't fit, or the account is closed; which of them is not told."""

    code = "wrong_credentials"
    title = "Address or password is wrong"


class AccountGone(Unauthenticated):
    """The token holds, but its account was closed or deleted."""

    code = "account_gone"
    title = "This account is closed"


class RefreshTokenInvalid(Unauthenticated):
    """Unknown, expired, used before, or of a session that ended."""

    code = "refresh_token_invalid"
    title = "The refresh token doesn't hold; sign in again"


class UsernameTaken(Invalid):
    """Somebody has this user name."""

    code = "username_taken"
    title = "This user name is taken"

    def __init__(self) -> None:
        super().__init__(fields={"/username": "This user name is taken."})


class EmailTaken(Conflict):
    """Somebody has this address. Only operators are told; a registration answers as if it were free."""

    code = "email_taken"
    title = "There is an account with this address"


class PasswordRefused(Invalid):
    """Too short, too long, too common, or too close to the name or the address."""

    code = "password_refused"
    title = "This password can't be taken"


class WrongPassword(Invalid):
    """The present password was asked for, and another was given."""

    code = "wrong_password"
    title = "The present password is wrong"


class OneTimeTokenInvalid(Invalid):
    """Unknown, expired, used, or of another purpose."""

    code = "one_time_token_invalid"
    title = "This link is expired or was used before; ask for a new one"

    def __init__(self) -> None:
        super().__init__(fields={"/token": self.title + "."})


class UnknownRole(Invalid):
    """There is no such role."""

    code = "unknown_role"
    title = "There is no such role"


class OwnAccount(Conflict):
    """Staff would lock themselves out."""

    code = "own_account"
    title = "You can't take this from your own account"


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


class LoginNotRecent(Forbidden):
    """What can't be undone is asked of whoever proved just now who they are."""

    code = "login_not_recent"
    title = "Log in again, then ask within ten minutes"


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
