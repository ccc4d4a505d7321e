"""A user's phone number: encrypted with its owner's key, and shown to nobody else."""

from collections.abc import Mapping
from uuid import UUID

import phonenumbers

from apps.users import selectors
from apps.users.models import User
from gopro.database import atomic
from gopro.errors import Invalid
from gopro.security import keys

FIELD = "users.user.phone"
REFUSED = "A whole phone number with its country, such as +380 44 123 4567."


def phone_of(user: User) -> str | None:
    """As E.164, such as +380441234567; None where there is none, or the person's key is destroyed."""
    return keys.decrypt(user.pk, user.phone, field=FIELD) if user.phone else None


@atomic("users")
def set_phone(*, user_id: UUID, number: str) -> User:
    """Raises Invalid where no such number can be called."""
    user = selectors.own_account(user_id=user_id, lock=True)
    wanted = _normalized(number)
    if wanted != phone_of(user):
        _keep(user, phone=keys.encrypt(user.pk, wanted, field=FIELD))
    return user


@atomic("users")
def forget_phone(*, user_id: UUID) -> None:
    user = selectors.own_account(user_id=user_id, lock=True)
    if user.phone:
        _keep(user, phone="")


def exported(*, user_id: UUID) -> list[Mapping[str, object]]:
    """For its owner: the number in clear."""
    numbers = (phone_of(user) for user in User.objects.filter(pk=user_id))
    return [{"number": number} for number in numbers if number]


def _keep(user: User, *, phone: str) -> None:
    user.phone = phone
    user.save(update_fields=["phone", "updated_at"])


def _normalized(number: str) -> str:
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is None or parsed.extension or not phonenumbers.is_valid_number(parsed):
        raise Invalid(fields={"/number": REFUSED})
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
