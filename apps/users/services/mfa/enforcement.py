"""Roles that ask for a second factor: without one their holders are learners, who can set one up."""

from collections.abc import Collection, Mapping
from uuid import UUID

from django.conf import settings

from apps.users import selectors
from apps.users.models import LEARNER, User

MFA = "mfa"  # in the methods of a session that two factors began (RFC 8176)


def asks_for_factor(user: User) -> bool:
    """Whether one of the account's roles does."""
    return not _demanding().isdisjoint(user.roles)


def enrollment_due(user: User) -> bool:
    """Whether a role asks for a second factor and there is none."""
    return asks_for_factor(user) and not selectors.has_second_factor(user_id=user.pk)


def roles_in(*, user: User, methods: Collection[str]) -> list[str]:
    """The roles that a session of these methods has: all, or none beside learner."""
    return user.all_roles if MFA in methods or not asks_for_factor(user) else [LEARNER]


def grants_in(*, grants: Mapping[UUID, frozenset[str]], methods: Collection[str]) -> Mapping[UUID, frozenset[str]]:
    """The same for roles on one thing."""
    if MFA in methods:
        return grants
    kept = {thing: roles - _demanding() for thing, roles in grants.items()}
    return {thing: roles for thing, roles in kept.items() if roles}


def _demanding() -> frozenset[str]:
    return frozenset(settings.MFA_ROLES)
