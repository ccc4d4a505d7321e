"""Devices from which an account was used: a browser by its cookie, another program by its kind and network."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID, uuid4

from django.core.signing import BadSignature, Signer
from django.utils import timezone

from apps.users.models import KnownDevice, User
from gopro.observability.callers import network_of
from gopro.security.user_agents import family_of, is_browser

KNOWN_FOR = timedelta(days=365)  # since it was last used


def new_id() -> UUID:
    """Random: it tells nothing of its browser."""
    return uuid4()


def cookie_of(device_id: UUID) -> str:
    return _signer().sign(str(device_id))


def id_of(cookie: str) -> UUID | None:
    """None for a cookie that is not ours, so that nobody chooses the id of a browser."""
    try:
        return UUID(_signer().unsign(cookie))
    except (BadSignature, ValueError):
        return None


def meet(*, user: User, ip: str | None, user_agent: str, device_id: UUID | None) -> tuple[KnownDevice, bool]:
    """The device, and whether it is news to the account, whose first one is none. Under the account's lock."""
    now = timezone.now()
    is_first = not KnownDevice.objects.filter(user=user).exists()
    mark = _mark(user, ip=ip, user_agent=user_agent, device_id=device_id)
    device, is_new = KnownDevice.objects.get_or_create(user=user, mark=mark, defaults={"last_used_at": now})
    is_news = is_new or device.last_used_at < now - KNOWN_FOR
    if not is_new:
        device.last_used_at = now
        device.save(update_fields=["last_used_at"])
    return device, is_news and not is_first


def known(*, user: User, ip: str | None, user_agent: str, device_id: UUID | None) -> UUID | None:
    """The device, if the account was used from it within the year. One query for an account of nobody, too."""
    mark = _mark(user, ip=ip, user_agent=user_agent, device_id=device_id)
    rows = KnownDevice.objects.filter(user_id=user.pk, mark=mark, last_used_at__gt=timezone.now() - KNOWN_FOR)
    return rows.values_list("pk", flat=True).first()


def _mark(user: User, *, ip: str | None, user_agent: str, device_id: UUID | None) -> str:
    """Of this account alone: the same browser has another mark with somebody else."""
    told: tuple[str, ...]
    if device_id is not None and is_browser(user_agent):
        told = ("browser", str(device_id))
    else:
        told = ("program", family_of(user_agent), network_of(ip or ""))
    return sha256("\n".join((str(user.pk), *told)).encode("utf-8", errors="replace")).hexdigest()


def _signer() -> Signer:
    return Signer(salt="users.device")
