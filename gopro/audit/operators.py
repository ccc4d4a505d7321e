"""Operators at a shell: who acts there is whoever the operating system says."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager

from gopro.observability import context


def operator() -> str:
    """`ops:<user>`; by number where the user has no name, as in some containers."""
    uid = os.getuid()
    try:
        return f"ops:{pwd.getpwuid(uid).pw_name}"
    except KeyError:
        return f"ops:{uid}"


@contextmanager
def acting_as_operator() -> Iterator[None]:
    """From here on the actor of whatever a command changes, tells and causes."""
    with context.bind(actor_id=operator()):
        yield
