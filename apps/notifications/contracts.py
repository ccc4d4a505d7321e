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
    """A channel's server took the message."""

    name: ClassVar[str] = "notifications.notification.notification_sent.v1"
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
