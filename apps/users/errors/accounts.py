"""What is refused about accounts."""

from gopro.errors import Conflict, Invalid, NotFound, Unauthenticated


class UserNotFound(NotFound):
    """No such account, or not for who asks."""

    title = "There is no such user"


class AccountGone(Unauthenticated):
    """The token holds, but its account was closed or deleted."""

    code = "account_gone"
    title = "This account is closed"


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


class UnknownRole(Invalid):
    """There is no such role."""

    code = "unknown_role"
    title = "There is no such role"


class OwnAccount(Conflict):
    """Staff would lock themselves out."""

    code = "own_account"
    title = "You can't take this from your own account"
