"""Accounts and their sessions, for support and admins."""

from apps.users.admin.accounts import RoleFilter, UserAdmin, UserForm
from apps.users.admin.grants import GrantForm, RoleGrantAdmin
from apps.users.admin.imports import UserImportAdmin, UserImportForm
from apps.users.admin.sessions import OpenFilter, SessionAdmin
from apps.users.admin.site import site

__all__ = [
    "GrantForm",
    "OpenFilter",
    "RoleFilter",
    "RoleGrantAdmin",
    "SessionAdmin",
    "UserAdmin",
    "UserForm",
    "UserImportAdmin",
    "UserImportForm",
    "site",
]
