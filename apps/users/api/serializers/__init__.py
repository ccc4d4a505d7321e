"""Accounts, tokens and sessions as they are written and shown."""

from apps.users.api.serializers.accounts import (
    EmailSerializer,
    PasswordChangeSerializer,
    PasswordResetSerializer,
    ProfileFields,
    ProfileSerializer,
    RegisterSerializer,
    UserSerializer,
)
from apps.users.api.serializers.fields import (
    LONGEST_TYPED,
    ONE_LINE,
    USERNAME,
    ZONES,
    LineField,
    PasswordField,
    SecretField,
    UsernameField,
    known_time_zone,
)
from apps.users.api.serializers.privacy import ErasureSerializer, ExportSerializer, ReceiptSerializer
from apps.users.api.serializers.sessions import (
    ClaimsSerializer,
    LoginSerializer,
    RefreshSerializer,
    SessionSerializer,
    SignedInSerializer,
    TokenSerializer,
)

__all__ = [
    "LONGEST_TYPED",
    "ONE_LINE",
    "USERNAME",
    "ZONES",
    "ClaimsSerializer",
    "EmailSerializer",
    "ErasureSerializer",
    "ExportSerializer",
    "LineField",
    "LoginSerializer",
    "PasswordChangeSerializer",
    "PasswordField",
    "PasswordResetSerializer",
    "ProfileFields",
    "ProfileSerializer",
    "ReceiptSerializer",
    "RefreshSerializer",
    "RegisterSerializer",
    "SecretField",
    "SessionSerializer",
    "SignedInSerializer",
    "TokenSerializer",
    "UserSerializer",
    "UsernameField",
    "known_time_zone",
]
