"""The ways the users room says no."""

from gopro.errors import Conflict, Invalid, NotFound, Unauthenticated


class UserNotFound(NotFound):
    """No such account, or not for who asks."""

    title = "There is no such user"


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
