"""Accounts, their sessions and one-time tokens."""

from apps.users.models.accounts import LEARNER, NARROWER, SHOWN_TO, Role, User, Visibility
from apps.users.models.avatars import Avatar
from apps.users.models.devices import KnownDevice
from apps.users.models.factors import AuthenticatorApp, Challenge, ChallengePurpose, Passkey, RecoveryCode
from apps.users.models.grants import RoleGrant
from apps.users.models.identities import AuthorizationRequest, Identity
from apps.users.models.imports import UNDER_WAY, Became, ImportLine, ImportState, UserImport
from apps.users.models.notices import Notice, NoticeKind
from apps.users.models.one_time_tokens import OneTimeToken, Purpose
from apps.users.models.personal_tokens import PersonalToken
from apps.users.models.privacy import Erasure, Export
from apps.users.models.sessions import Ended, RefreshToken, Session

__all__ = [
    "LEARNER",
    "NARROWER",
    "SHOWN_TO",
    "UNDER_WAY",
    "AuthenticatorApp",
    "AuthorizationRequest",
    "Avatar",
    "Became",
    "Challenge",
    "ChallengePurpose",
    "Ended",
    "Erasure",
    "Export",
    "Identity",
    "ImportLine",
    "ImportState",
    "KnownDevice",
    "Notice",
    "NoticeKind",
    "OneTimeToken",
    "Passkey",
    "PersonalToken",
    "Purpose",
    "RecoveryCode",
    "RefreshToken",
    "Role",
    "RoleGrant",
    "Session",
    "User",
    "UserImport",
    "Visibility",
]
