"""Codes of an authenticator app (RFC 6238), by pyotp. A code holds once, one step of thirty seconds early or late."""

import re
import time
import unicodedata
from uuid import UUID

import pyotp
from django.utils import timezone
from pyotp.utils import strings_equal

from apps.users import selectors
from apps.users.models import AuthenticatorApp, User
from gopro.security import keys

ISSUER = "GO-PRO"
FIELD = "users.authenticator_app.secret"
SHAPE = re.compile(r"\d{6}", re.ASCII)
STEPS_OFF = (0, -1, 1)


def looks_like_one(code: str) -> bool:
    return SHAPE.fullmatch(normalized(code)) is not None


def normalized(code: str) -> str:
    """As apps show it: with spaces, or with the digits of another script."""
    return "".join(unicodedata.normalize("NFKC", code).split())


def new_secret(user: User) -> tuple[str, str]:
    """160 random bits, in the clear for the app and encrypted with the person's key for the table."""
    secret = pyotp.random_base32()
    return secret, keys.encrypt(user.pk, secret, field=FIELD)


def secret_of(app: AuthenticatorApp) -> str | None:
    """None where the person's key is destroyed."""
    return keys.decrypt(app.user_id, app.secret, field=FIELD)


def provisioning_uri(*, user: User, secret: str) -> str:
    """`otpauth://…`, which apps read from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email, issuer_name=ISSUER)


def matching_step(app: AuthenticatorApp | None, *, code: str) -> int | None:
    """The time step of which the code is, if it is one that holds now. Changes nothing."""
    secret = secret_of(app) if app else None
    if secret is None:
        return None
    totp, given = pyotp.TOTP(secret), normalized(code)
    now = int(time.time()) // totp.interval
    return next((now + off for off in STEPS_OFF if strings_equal(given, totp.generate_otp(now + off))), None)


def use(*, user_id: UUID, code: str) -> bool:
    """Whether the code holds; it and the earlier ones don't from then on, whichever of parallel requests is first."""
    app = selectors.authenticator_app(user_id=user_id)
    step = matching_step(app, code=code)
    if app is None or step is None:
        return False
    unused = AuthenticatorApp.objects.filter(pk=app.pk, confirmed_at__isnull=False, last_step__lt=step)
    return bool(unused.update(last_step=step, last_used_at=timezone.now()))
