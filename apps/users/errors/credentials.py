"""What is refused to who signs in."""

from gopro.errors import Forbidden, Invalid, NotFound, RateLimited, Unauthenticated


class WrongCredentials(Unauthenticated):
    """Address and password don't fit, or the account is closed; which of them is not told."""

    code = "wrong_credentials"
    title = "Address or password is wrong"


class StrangeDevice(RateLimited):
    """The account is guessed at from many networks, so a password is taken only from its own devices for a while."""

    code = "strange_device"
    title = "Log in from a device that you used before, or choose a new password by mail"


class SessionNotFound(NotFound):
    """No such session, or another's."""

    title = "There is no such session"


class RefreshTokenInvalid(Unauthenticated):
    """Unknown, expired, used before, or of a session that ended."""

    code = "refresh_token_invalid"
    title = "The refresh token doesn't hold; sign in again"


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


class LoginNotRecent(Forbidden):
    """What can't be undone is asked of whoever proved just now who they are."""

    code = "login_not_recent"
    title = "Log in again, then ask within ten minutes"
