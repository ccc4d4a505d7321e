"""Who may work on which course: authors on their own, editors on all, and who has a role on one on that."""

from rest_framework.request import Request

from apps.courses.errors import NotYours
from apps.courses.selectors.ownership import Ownership
from gopro.errors import Forbidden
from gopro.security import policy
from gopro.security.authentication import principal_of
from gopro.security.principal import Principal

CREATE = "courses.course:create"
EDIT = "courses.course:edit"
PUBLISH = "courses.course:publish"
DELETE = "courses.course:delete"
GIVE = "courses.course:give"
SHELVE = "courses.shelf:edit"
REVIEW = "courses.course:review"
OVERRIDE = "courses.review:override"


def require_creator(request: Request) -> Principal:
    principal = principal_of(request)
    if policy.scope(principal=principal, permission=CREATE) is None:
        raise Forbidden("Authors and editors make courses.")
    return principal


def require_editor(request: Request, thing: Ownership, *, permission: str = EDIT) -> Principal:
    """Whoever may not know that the thing exists is told that it doesn't."""
    principal = principal_of(request)
    if thing.allows(principal, permission=permission):
        return principal
    raise NotYours if thing.is_public else thing.missing


def require_shelver(request: Request) -> None:
    """Categories and skills are everybody's, so editors alone change them."""
    policy.require(principal=principal_of(request), permission=SHELVE)


def may_edit(request: Request, thing: Ownership) -> bool:
    return thing.allows(principal_of(request), permission=EDIT)
