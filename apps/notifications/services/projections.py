"""What notifications can make anew: its copy of whom there is to tell, from what users told."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from apps.notifications.models import Recipient
from apps.notifications.services import erasure
from gopro.events.operations.projections import Comparison, Projection, projection

RECIPIENTS = "notifications.recipients"
COMPARED = ("display_name", "email", "email_verified", "is_active", "locale", "time_zone")


def _held(user_ids: Sequence[UUID]) -> Mapping[UUID, Mapping[str, Any]]:
    rows = Recipient.objects.filter(user_id__in=user_ids, is_known=True)
    return {row["user_id"]: row for row in rows.values("user_id", *COMPARED)}


def _keeps(told: Mapping[str, Any]) -> bool:
    return not erasure.is_erased(user_id=told["user_id"])


projection(
    Projection(
        name=RECIPIENTS,
        subjects={Recipient: "user_id"},
        comparison=Comparison(fields=COMPARED, held=_held, keeps=_keeps),
    )
)
