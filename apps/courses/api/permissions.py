"""Who may come in: everybody to what is published, authors to their own courses, editors to all."""

from rest_framework.request import Request

from apps.courses.errors import CourseNotFound, NotYours
from apps.courses.selectors.ownership import Ownership
from gopro.api.permissions import SignedIn
from gopro.errors import Forbidden
from gopro.security import policy
from gopro.security.authentication import principal_of
from gopro.security.permission import Scope
from gopro.security.principal import Principal

CREATE = "courses.course:create"
EDIT = "courses.course:edit"
PUBLISH = "courses.course:publish"
DELETE = "courses.course:delete"
READS = frozenset({"GET", "HEAD", "OPTIONS"})


class ReadByAnyone(SignedIn):
    """Reads are public; writes are for those who have signed in."""

    def has_permission(self, request: Request, view: object) -> bool:
        return request.method in READS or super().has_permission(request, view)


def require_creator(request: Request) -> Principal:
    principal = principal_of(request)
    if policy.scope(principal=principal, permission=CREATE) is None:
        raise Forbidden("Authors and editors make courses.")
    return principal


def require_editor(request: Request, thing: Ownership, *, permission: str = EDIT) -> Principal:
    """Whoever may not know that the thing exists is told that it doesn't."""
    principal = principal_of(request)
    if policy.allows(principal=principal, permission=permission, owner_ids=thing.owner_ids):
        return principal
    raise NotYours if thing.is_public else CourseNotFound


def may_edit(request: Request, thing: Ownership) -> bool:
    return policy.allows(principal=principal_of(request), permission=EDIT, owner_ids=thing.owner_ids)


def editing_scope(request: Request) -> Scope:
    """On which courses the caller may work at all."""
    scope = policy.scope(principal=principal_of(request), permission=EDIT)
    if scope is None:
        raise Forbidden("Drafts are for authors and editors.")
    return scope
