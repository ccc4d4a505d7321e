"""What a browser keeps of a log-in that went to a provider: out of reach of scripts, and of other sites' requests."""

from django.conf import settings
from django.http.response import HttpResponseBase
from rest_framework.request import Request

from apps.users.services.oauth import binding
from apps.users.services.oauth.providers import PATH


def keep(answer: HttpResponseBase, *, state: str, secret: str, seconds: float) -> None:
    """256 random bits, whose hash the table has: a signature would add nothing. Lax, since the provider leads back."""
    answer.set_cookie(
        binding.cookie_name(state),
        secret,
        max_age=int(seconds),
        path=f"{PATH}/",
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def secret(request: Request, *, state: str) -> str:
    return str(request.COOKIES.get(binding.cookie_name(state), ""))


def forget(answer: HttpResponseBase, *, state: str) -> None:
    answer.delete_cookie(binding.cookie_name(state), path=f"{PATH}/", samesite="Lax")
