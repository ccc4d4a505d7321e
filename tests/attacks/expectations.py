"""What the declarations promise for a column and a case: the one source is what the table of access is made of."""

from enum import StrEnum

from gopro.access.columns import Column, named
from gopro.api.access import Access, Who
from gopro.security.permission import Scope
from tests.attacks.cases import Case


class Promise(StrEnum):
    """How an operation answers. What may not be known to exist is answered like what doesn't."""

    DONE = "done"
    SIGN_IN = "401"
    FORBIDDEN = "403"
    NOT_THERE = "404"


def promised(access: Access, *, column: Column, case: Case) -> Promise:
    if access.who is not Who.EVERYBODY and column.caller is None:
        return Promise.SIGN_IN
    reach = set(column.reach(access.permission).split(", ")) - {""}
    if access.who is Who.HOLDER and not reach:
        return Promise.FORBIDDEN
    if not case.exists:
        return Promise.NOT_THERE
    if case.general or _is_open(access, case=case) or may(reach, case=case):
        return Promise.DONE
    return Promise.FORBIDDEN if access.who is Who.HOLDER and case.public else Promise.NOT_THERE


def may(reach: set[str], *, case: Case) -> bool:
    """By the permission alone."""
    own = case.owned and Scope.OWN.value in reach
    return Scope.ALL.value in reach or own or (case.granted and named(Scope.WITHIN) in reach)


def _is_open(access: Access, *, case: Case) -> bool:
    if access.who is Who.EVERYBODY:
        return case.public
    return access.who is Who.MEMBER or (access.who is Who.OWNER and (case.owned or case.public))
