"""Who an operation is for: declared with it, checked before it, and read by the table of all operations and roles."""

from dataclasses import dataclass
from enum import StrEnum

from gopro.errors import Forbidden, Unauthenticated
from gopro.security import policy
from gopro.security.principal import Caller


class Who(StrEnum):
    """Who may ask at all."""

    EVERYBODY = "everybody"
    MEMBER = "member"  # anybody signed in, and what is shown is the same for all of them
    OWNER = "owner"  # anybody signed in, on their own; what is another's is not there for them
    HOLDER = "holder"  # who has the permission in any scope; in which, is asked of the policy by what the view calls


@dataclass(frozen=True, kw_only=True, slots=True)
class Access:
    """`permission` decides for a HOLDER; for the others it opens more than what is theirs or public."""

    who: Who
    permission: str = ""

    def admit(self, caller: Caller) -> None:
        """Raises Unauthenticated, or Forbidden to whom no thing at all is open here."""
        if self.who is Who.EVERYBODY:
            return
        if not caller.is_authenticated:
            raise Unauthenticated
        if self.who is Who.HOLDER and policy.scope(principal=caller, permission=self.permission) is None:
            raise Forbidden

    @property
    def asked(self) -> str:
        """The permission that can't stay unasked while the operation is done."""
        return self.permission if self.who is Who.HOLDER else ""


PUBLIC = Access(who=Who.EVERYBODY)
SIGNED_IN = Access(who=Who.MEMBER)
OWN = Access(who=Who.OWNER)


def public_or(permission: str) -> Access:
    """What is public is everybody's; the rest is for those who hold the permission on it."""
    return Access(who=Who.EVERYBODY, permission=permission)


def own_or(permission: str) -> Access:
    """One's own, and others' for those who hold the permission on it."""
    return Access(who=Who.OWNER, permission=permission)


def holding(permission: str) -> Access:
    """For those alone who hold the permission."""
    return Access(who=Who.HOLDER, permission=permission)
