"""What providers answer, taken for what anybody could have written: of the right type, not too long, or refused."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from apps.users.errors import ProviderRefused, ProviderUnavailable
from gopro import http

type Line = Annotated[str, Field(max_length=2048)]
type Subject = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[\x21-\x7e]+$")]
type Said = Annotated[str, Field(max_length=2048)] | None


class Answer(BaseModel):
    """Names that we don't know are passed over; a value of another type is no value."""

    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


class Discovery(Answer):
    """OpenID Connect Discovery 1.0, and RFC 9207."""

    issuer: Line
    authorization_endpoint: Line
    token_endpoint: Line
    jwks_uri: Line
    userinfo_endpoint: Said = None
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]
    authorization_response_iss_parameter_supported: bool = False


class Tokens(Answer):
    """Used within the exchange, and never kept."""

    access_token: Annotated[str, Field(min_length=1, max_length=16384, pattern=r"^[\x21-\x7e]+$")]
    id_token: Annotated[str, Field(max_length=65536)] = ""


class Claims(Answer):
    """What an ID token or the userinfo endpoint says of somebody."""

    sub: Subject
    email: Said = None
    email_verified: bool | Literal["true", "false"] = False  # in words with some, Apple among them
    preferred_username: Said = None
    nickname: Said = None
    name: Said = None
    locale: Said = None
    zoneinfo: Said = None


class GitHubUser(Answer):
    id: Annotated[int, Field(gt=0)]
    login: Line
    name: Said = None


class GitHubEmail(Answer):
    email: Line
    primary: bool
    verified: bool


def fetched(url: str, *, bearer: str = "") -> Any:
    """JSON by GET. Raises ProviderUnavailable."""
    headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
    try:
        answer = http.get(url, headers=headers)
        answer.raise_for_status()
        return answer.json()
    except (http.Failed, ValueError) as failure:
        raise ProviderUnavailable from failure


def read[A: Answer](kind: type[A], value: object) -> A:
    """Raises ProviderRefused."""
    try:
        return kind.model_validate(value)
    except ValidationError as failure:
        raise ProviderRefused from failure
