"""What is set up, for its owner."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from apps.users import selectors
from apps.users.services.mfa import enforcement


def factors_of(*, user_id: UUID) -> Mapping[str, Any]:
    user = selectors.own_account(user_id=user_id)
    return {
        "methods": selectors.second_factors(user_id=user_id),
        "recovery_codes_left": selectors.recovery_codes_left(user_id=user_id),
        "passkeys": selectors.passkeys(user_id=user_id),
        "is_required": enforcement.asks_for_factor(user),
    }
