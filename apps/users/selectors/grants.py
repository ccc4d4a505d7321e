"""Roles on one thing alone."""

from collections.abc import Mapping
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from apps.users.models import RoleGrant


def role_grants(*, user_id: UUID) -> QuerySet[RoleGrant]:
    """The user's, also those whose time is over and that housekeeping has not reached."""
    return RoleGrant.objects.filter(user_id=user_id).order_by("within", "role")


def grants_held(*, user_id: UUID) -> Mapping[UUID, frozenset[str]]:
    """The roles that the user holds on single things now, for the tokens that are signed."""
    held: dict[UUID, frozenset[str]] = {}
    for grant in role_grants(user_id=user_id):
        if grant.expires_at is None or grant.expires_at > timezone.now():
            held[grant.within] = held.get(grant.within, frozenset()) | {grant.role}
    return held
