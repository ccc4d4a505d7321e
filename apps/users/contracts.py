"""What users tells other rooms."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, ClassVar
from uuid import UUID

from gopro.events.contract import Event, Personal
from gopro.security.permission import Permission, Scope

PERMISSIONS = (
    Permission(name="users.admin:enter", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.audit:view", grants={"admin": Scope.ALL}),
    Permission(name="users.fact:view", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.deadletter:resolve", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.account:view", grants={"learner": Scope.OWN, "support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.account:change", grants={"admin": Scope.ALL}),
    Permission(name="users.account:search", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.account:invite", grants={"admin": Scope.ALL}),
    Permission(name="users.account:deactivate", grants={"admin": Scope.ALL}),
    Permission(name="users.account:erase", grants={"admin": Scope.ALL}),
    Permission(name="users.saga:view", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.saga:operate", grants={"admin": Scope.ALL}),
    Permission(name="users.factor:reset", grants={"admin": Scope.ALL}),
    Permission(name="users.role:grant", grants={"admin": Scope.ALL}),
    Permission(name="users.import:run", grants={"admin": Scope.ALL}),
    Permission(name="users.account:impersonate", grants={"support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.account:act_as", grants={"admin": Scope.ALL}),
    Permission(name="users.security_log:view", grants={"learner": Scope.OWN, "support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.session:view", grants={"learner": Scope.OWN, "support": Scope.ALL, "admin": Scope.ALL}),
    Permission(name="users.session:revoke", grants={"learner": Scope.OWN, "support": Scope.ALL, "admin": Scope.ALL}),
)


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
    activity: ClassVar[str] = "user_id"
    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class UserLoggedOut(Event):
    """A session was ended by its user."""

    name: ClassVar[str] = "users.user.user_logged_out.v1"
    aggregate: ClassVar[str] = "user_id"
    activity: ClassVar[str] = "user_id"
    user_id: UUID
    session_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class SessionRevoked(Event):
    """A session was ended for safety, such as when a used refresh token came back."""

    name: ClassVar[str] = "users.user.session_revoked.v1"
    aggregate: ClassVar[str] = "user_id"
    activity: ClassVar[str] = "user_id"
    user_id: UUID
    session_id: UUID
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PasswordChanged(Event):
    """The user has another password; their other sessions are over."""

    name: ClassVar[str] = "users.user.password_changed.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleGranted(Event):
    """The user got a role: on everything, or on the one thing `within`."""

    name: ClassVar[str] = "users.user.role_granted.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    role: str
    within: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleRevoked(Event):
    """The user lost a role, on everything or on the one thing `within`; sessions are over, since tokens name it."""

    name: ClassVar[str] = "users.user.role_revoked.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    role: str
    within: UUID | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class UserDeactivated(Event):
    """Staff closed the account; nothing of it is deleted."""

    name: ClassVar[str] = "users.user.user_deactivated.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class UserReactivated(Event):
    """Staff opened the account again."""

    name: ClassVar[str] = "users.user.user_reactivated.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class UserDeleted(Event):
    """The account is gone, with its name, address and sessions, in all rooms."""

    name: ClassVar[str] = "users.user.user_deleted.v1"
    aggregate: ClassVar[str] = "user_id"
    ends: ClassVar[bool] = True
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureRequested(Event):
    """Somebody asked that their account be erased. It is closed at once, and until `due_at` this can be cancelled."""

    name: ClassVar[str] = "users.erasure.erasure_requested.v1"
    aggregate: ClassVar[str] = "erasure_id"
    erasure_id: UUID
    user_id: UUID
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureCancelled(Event):
    """The account stays, and is open again."""

    name: ClassVar[str] = "users.erasure.erasure_cancelled.v1"
    aggregate: ClassVar[str] = "erasure_id"
    erasure_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureBegun(Event):
    """There is no way back: whoever holds personal data of the user removes it for good, and tells so.

    Told again while a room has not answered.
    """

    name: ClassVar[str] = "users.erasure.erasure_begun.v1"
    aggregate: ClassVar[str] = "erasure_id"
    erasure_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureCompleted(Event):
    """Nothing personal of the user is left anywhere; there is a signed receipt."""

    name: ClassVar[str] = "users.erasure.erasure_completed.v1"
    aggregate: ClassVar[str] = "erasure_id"
    erasure_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class RoleOn:
    """A role on one thing alone."""

    role: str
    within: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class UserSnapshot(Event):
    """All that the earlier facts about a user amount to now, for whoever missed them."""

    name: ClassVar[str] = "users.user.user_snapshot.v1"
    aggregate: ClassVar[str] = "user_id"
    snapshot: ClassVar[bool] = True
    user_id: UUID
    username: Annotated[str, Personal("user_id")]
    display_name: Annotated[str, Personal("user_id")]
    email: Annotated[str, Personal("user_id")]
    email_verified: bool
    locale: str
    time_zone: str
    roles: tuple[str, ...]
    is_active: bool
    grants: tuple[RoleOn, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ErasureSnapshot(Event):
    """How far an account's erasure is, for whoever missed the earlier facts: pending, erasing, erased or cancelled."""

    name: ClassVar[str] = "users.erasure.erasure_snapshot.v1"
    aggregate: ClassVar[str] = "erasure_id"
    snapshot: ClassVar[bool] = True
    erasure_id: UUID
    user_id: UUID
    state: str
    due_at: datetime


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportRequested(Event):
    """A person wants what is kept of them: each room writes its part. Told again to rooms that don't answer."""

    name: ClassVar[str] = "users.export.export_requested.v1"
    aggregate: ClassVar[str] = "export_id"
    export_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class ExportReady(Event):
    """The archive of a person's data can be fetched by that person until `expires_at`."""

    name: ClassVar[str] = "users.export.export_ready.v1"
    aggregate: ClassVar[str] = "export_id"
    export_id: UUID
    user_id: UUID
    expires_at: datetime
