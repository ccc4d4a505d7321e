"""The door to the sandbox: one a process; its slots are shared by all processes of this machine."""

from functools import cache
from pathlib import Path

from django.conf import settings

from gopro.sandbox.runner import Sandbox

SLOTS = 2


@cache
def sandbox() -> Sandbox:
    return Sandbox(state=Path(settings.SANDBOX_FOLDER), slots=SLOTS)
