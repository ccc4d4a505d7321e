"""Second factors, set up the way their owners do."""

from datetime import timedelta

import pyotp
import time_machine
from django.utils import timezone

from apps.users.models import User
from apps.users.services.mfa import authenticator_apps, passkeys
from apps.users.services.sessions import SignedIn
from gopro.security.principal import Principal
from gopro.security.ring import ring
from tests.apps.users.authenticator import Authenticator
from tests.apps.users.factories import signed_in

STEP = timedelta(seconds=30)


def principal_of(session: SignedIn) -> Principal:
    return Principal.of(ring().verify(session.access))


def with_app(user: User) -> tuple[pyotp.TOTP, tuple[str, ...]]:
    """An app that was confirmed a while ago, and the recovery codes. Its present code is unused."""
    principal = principal_of(signed_in(user))
    begun = authenticator_apps.begin(principal=principal)
    app = pyotp.TOTP(begun.secret)
    with time_machine.travel(timezone.now() - 3 * STEP, tick=False):
        earlier = app.now()
        codes = authenticator_apps.confirm(principal=principal, code=earlier)
    return app, codes


def with_passkey(user: User, *, device: Authenticator | None = None) -> Authenticator:
    device = device or Authenticator()
    principal = principal_of(signed_in(user))
    options = passkeys.options(principal=principal)
    passkeys.add(principal=principal, name="Phone", credential=device.create(options))
    return device
