"""The ways the users room says no."""

from apps.users.errors.accounts import AccountGone, EmailTaken, OwnAccount, UnknownRole, UsernameTaken, UserNotFound
from apps.users.errors.credentials import (
    LoginNotRecent,
    OneTimeTokenInvalid,
    PasswordRefused,
    RefreshTokenInvalid,
    SessionNotFound,
    WrongCredentials,
    WrongPassword,
)
from apps.users.errors.privacy import ErasureNotFound, ErasurePending, ErasureUnderWay, ExportNotFound, ReceiptInvalid

__all__ = [
    "AccountGone",
    "EmailTaken",
    "ErasureNotFound",
    "ErasurePending",
    "ErasureUnderWay",
    "ExportNotFound",
    "LoginNotRecent",
    "OneTimeTokenInvalid",
    "OwnAccount",
    "PasswordRefused",
    "ReceiptInvalid",
    "RefreshTokenInvalid",
    "SessionNotFound",
    "UnknownRole",
    "UserNotFound",
    "UsernameTaken",
    "WrongCredentials",
    "WrongPassword",
]
