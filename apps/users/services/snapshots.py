"""Accounts and erasures as they are now, told anew for whoever missed what was told of them."""

from collections.abc import Sequence
from uuid import UUID

from apps.users import selectors
from apps.users.contracts import ErasureSnapshot, RoleOn, UserSnapshot
from apps.users.models import Erasure, User
from gopro.events.operations.snapshots import snapshots_of


@snapshots_of(UserSnapshot, model=User)
def user(user_id: UUID) -> Sequence[UserSnapshot]:
    return [
        UserSnapshot(
            user_id=row.id,
            username=row.username,
            display_name=row.display_name,
            email=row.email,
            email_verified=row.email_verified,
            locale=row.locale,
            time_zone=row.time_zone,
            roles=tuple(sorted(row.roles)),
            is_active=row.is_active,
            grants=_grants(row.id),
        )
        for row in User.objects.filter(pk=user_id)
    ]


def _grants(user_id: UUID) -> tuple[RoleOn, ...]:
    rows = selectors.role_grants(user_id=user_id).order_by("role", "within")
    return tuple(RoleOn(role=row.role, within=row.within) for row in rows)


@snapshots_of(ErasureSnapshot, model=Erasure)
def erasure(erasure_id: UUID) -> Sequence[ErasureSnapshot]:
    return [
        ErasureSnapshot(erasure_id=row.id, user_id=row.user_id, state=row.state, due_at=row.due_at)
        for row in Erasure.objects.filter(pk=erasure_id)
    ]
