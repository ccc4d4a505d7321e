"""What users tells other rooms."""

from dataclasses import dataclass
from typing import Annotated, ClassVar
from uuid import UUID

from gopro.events.contract import Event, Personal


@dataclass(frozen=True, kw_only=True, slots=True)
class UserCreated(Event):
    """Somebody registered, or staff made an account. The address is not verified yet."""

    name: ClassVar[str] = "users.user.user_created.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    username: Annotated[str, Personal("user_id")]
    display_name: Annotated[str, Personal("user_id")]
    email: Annotated[str, Personal("user_id")]
    locale: str
    time_zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class UserUpdated(Event):
    """A user's name, locale or time zone changed; all of them as they are now."""

    name: ClassVar[str] = "users.user.user_updated.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    username: Annotated[str, Personal("user_id")]
    display_name: Annotated[str, Personal("user_id")]
    locale: str
    time_zone: str


@dataclass(frozen=True, kw_only=True, slots=True)
class EmailVerified(Event):
    """The user proved that the address is theirs; from now on they may be sent mail."""

    name: ClassVar[str] = "users.user.email_verified.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    email: Annotated[str, Personal("user_id")]


@dataclass(frozen=True, kw_only=True, slots=True)
class UserLoggedIn(Event):
    """A session began."""

    name: ClassVar[str] = "users.user.user_logged_in.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class UserLoggedOut(Event):
    """A session was ended by its user."""

    name: ClassVar[str] = "users.user.user_logged_out.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRevoked(Event):
    """A session was ended for safety, such as when a used refresh token came back."""

    name: ClassVar[str] = "users.user.session_revoked.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    session_id: UUID
    reason: str
