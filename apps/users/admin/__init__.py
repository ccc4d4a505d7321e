"""Accounts and their sessions, for support and admins."""

from apps.users.admin.accounts import RoleFilter, UserAdmin, UserForm
from apps.users.admin.sessions import OpenFilter, SessionAdmin
from apps.users.admin.site import site

__all__ = ["OpenFilter", "RoleFilter", "SessionAdmin", "UserAdmin", "UserForm", "site"]
