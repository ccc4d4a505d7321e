"""What is refused about personal access tokens."""

from gopro.errors import Conflict, Invalid, NotFound


class PersonalTokenNotFound(NotFound):
    """No such token, or another's, or one that is over."""

    title = "There is no such token"


class TooManyPersonalTokens(Conflict):
    """One a program is enough."""

    code = "too_many_tokens"
    title = "You have as many tokens as one may have; revoke one first"


class UnknownScope(Invalid):
    """There is no such scope."""

    code = "unknown_scope"
    title = "There is no such scope"
