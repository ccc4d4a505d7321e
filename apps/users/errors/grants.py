"""Refusals about roles on one thing."""

from gopro.errors import Conflict, Invalid, NotFound


class GrantNotFound(NotFound):
    """The user doesn't have this role there."""

    title = "There is no such role to take away"


class TooManyGrants(Conflict):
    """Tokens carry them all."""

    code = "too_many_grants"
    title = "Nobody has roles on more than thirty things; give the role on all of them instead"


class GrantEnded(Invalid):
    """It would end before it begins."""

    title = "A role can't have ended already"
