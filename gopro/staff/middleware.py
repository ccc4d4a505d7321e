"""Who stands before the staff's pages: the cookie's token says it, no table is asked."""

from typing import override

from django.contrib.auth.middleware import AuthenticationMiddleware
from django.http import HttpRequest

from gopro.errors import Unauthenticated
from gopro.security.principal import ANONYMOUS, Anonymous, act_as
from gopro.security.ring import claims_of
from gopro.security.tokens import Use
from gopro.staff.cookies import NAME
from gopro.staff.user import StaffUser


class StaffMiddleware(AuthenticationMiddleware):
    """Sets `request.user`. A token that doesn't hold is nobody: the pages then show the way to sign in."""

    @override
    def process_request(self, request: HttpRequest) -> None:
        user = staff_of(request)

        async def auser() -> StaffUser | Anonymous:
            return user

        request.user = user  # type: ignore[assignment]  # made of a token: no row of the accounts' table
        request.auser = auser  # type: ignore[assignment]  # as above


def staff_of(request: HttpRequest) -> StaffUser | Anonymous:
    token = request.COOKIES.get(NAME)
    if not token:
        return ANONYMOUS
    try:
        return act_as(StaffUser.of(claims_of(token, use=Use.STAFF)))
    except Unauthenticated:
        return ANONYMOUS
