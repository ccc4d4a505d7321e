"""What notifications tells other rooms."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from gopro.events.contract import Event
from gopro.security.permission import Permission, Scope

STAFF = {"support": Scope.ALL, "admin": Scope.ALL}

PERMISSIONS = (
    Permission(name="notifications.admin:enter", grants=STAFF),
    Permission(name="notifications.audit:view", grants={"admin": Scope.ALL}),
    Permission(name="notifications.fact:view", grants=STAFF),
    Permission(name="notifications.deadletter:resolve", grants=STAFF),
    Permission(name="notifications.notification:view", grants=STAFF),
    Permission(name="notifications.delivery:view", grants=STAFF),
    Permission(name="notifications.delivery:retry", grants=STAFF),
    Permission(name="notifications.recipient:view", grants=STAFF),
    Permission(name="notifications.preference:view", grants=STAFF),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationRequested(Event):
    """A message for a user was decided on, in-app at once and by the other channels as they may be used."""

    name: ClassVar[str] = "notifications.notification.notification_requested.v1"
    aggregate: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID
    type: str
    channels: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationSent(Event):
    """A channel's server took the message. In-app has no server: its messages go from requested to delivered."""

    name: ClassVar[str] = "notifications.notification.notification_sent.v1"
    aggregate: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID
    channel: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationDelivered(Event):
    """The user's own program has the message; `channel` is one that can tell so.

    In-app: the API served it, or the web socket's other end acknowledged it. Mail ends with sent: SMTP tells no more.
    """

    name: ClassVar[str] = "notifications.notification.notification_delivered.v1"
    aggregate: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID
    channel: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationFailed(Event):
    """A channel gave the message up, after every try."""

    name: ClassVar[str] = "notifications.notification.notification_failed.v1"
    aggregate: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID
    channel: str
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NotificationRead(Event):
    """The user read it."""

    name: ClassVar[str] = "notifications.notification.notification_read.v1"
    aggregate: ClassVar[str] = "notification_id"
    notification_id: UUID
    user_id: UUID


@dataclass(frozen=True, kw_only=True, slots=True)
class PreferenceChanged(Event):
    """The user chose to have a type of message on a channel, or not."""

    name: ClassVar[str] = "notifications.preference.preference_changed.v1"
    aggregate: ClassVar[str] = "user_id"
    user_id: UUID
    type: str
    channel: str
    enabled: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalDataErased(Event):
    """Who the user was and all that they were told is gone; nothing more is sent.

    `counts` are rows by table, `digest` is of their ids.
    """

    name: ClassVar[str] = "notifications.erasure.personal_data_erased.v1"
    aggregate: ClassVar[str] = "erasure_id"
    erasure_id: UUID
    user_id: UUID
    counts: dict[str, int]
    digest: str


@dataclass(frozen=True, kw_only=True, slots=True)
class PersonalDataExported(Event):
    """This room's part of a person's data is written: `counts` are rows by section, `sha256` is of the file."""

    name: ClassVar[str] = "notifications.export.personal_data_exported.v1"
    aggregate: ClassVar[str] = "export_id"
    export_id: UUID
    user_id: UUID
    counts: dict[str, int]
    size: int
    sha256: str
