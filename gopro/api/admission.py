"""What the terms of a token allow, whatever the roles of its owner: asked once, before any view's own permissions."""

from collections.abc import Collection

from django.conf import settings
from rest_framework.request import Request

from gopro.errors import Forbidden
from gopro.security.authentication import caller_of
from gopro.security.scopes import READ, WRITE, scope_of
from gopro.security.tokens import Terms

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class ImpersonationReadOnly(Forbidden):
    """Support looks at what somebody sees, and changes nothing of it."""

    code = "impersonation_read_only"
    title = "You see this as somebody else does, and may change nothing of it"


class ImpersonationForbidden(Forbidden):
    """What protects an account is its owner's alone, also before support that may change other things."""

    code = "impersonation_forbidden"
    title = "Only the account's owner may do this"


class InsufficientScope(Forbidden):
    """A personal access token was not given this scope, or none opens this."""

    code = "insufficient_scope"
    title = "The token's scopes don't cover this"


def admit(
    request: Request, *, room: str, methods: Collection[str] | None, impersonated: Collection[str] | None
) -> None:
    """`methods` are those open to tokens with scopes, `impersonated` those open to support that acts as somebody.

    None is all of them, or none where the room is guarded.
    """
    terms, method = caller_of(request).terms, str(request.method)
    if terms.actor_id is not None or terms.is_read_only:
        _admit_support(terms, method=method, room=room, named=impersonated)
    if terms.scopes is None:
        return
    is_open = room in settings.ROOMS and room not in settings.GUARDED_ROOMS
    if not (is_open if methods is None else method.replace("HEAD", "GET") in methods):
        raise InsufficientScope("No scope opens this: log in and ask again.")
    scope = scope_of(room, READ if method in SAFE else WRITE)
    if scope not in terms.scopes:
        raise InsufficientScope(f"The token lacks the scope {scope}.")


def _admit_support(terms: Terms, *, method: str, room: str, named: Collection[str] | None) -> None:
    """A method that the view names is open though it writes: that is how support leaves."""
    if named is not None and method.replace("HEAD", "GET") in named:
        return
    if terms.is_read_only and method not in SAFE:
        raise ImpersonationReadOnly
    if named is not None or room in settings.GUARDED_ROOMS:
        raise ImpersonationForbidden


def room_of(view: type) -> str:
    """`apps.<room>.api.views.…`; the kernel's own views are of no room."""
    package, _, rest = view.__module__.partition(".")
    return rest.partition(".")[0] if package == "apps" else ""
