"""Accounts, their sessions and one-time tokens."""

from apps.users.models.accounts import LEARNER, Role, User, Visibility
from apps.users.models.one_time_tokens import OneTimeToken, Purpose
from apps.users.models.privacy import Erasure, Export
from apps.users.models.sessions import Ended, RefreshToken, Session

__all__ = [
    "LEARNER",
    "Ended",
    "Erasure",
    "Export",
    "OneTimeToken",
    "Purpose",
    "RefreshToken",
    "Role",
    "Session",
    "User",
    "Visibility",
]
