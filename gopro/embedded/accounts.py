"""As whom a server runs: PostgreSQL refuses root, so root gives its servers a user of their own."""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass

from gopro.embedded.errors import EmbeddedError

NAME = "gopro-servers"


@dataclass(frozen=True, kw_only=True, slots=True)
class Account:
    uid: int
    gid: int


def for_servers() -> Account | None:
    """None: as whoever asks, who is not root."""
    if os.geteuid() != 0:
        return None
    return _found() or _made()


def _found() -> Account | None:
    try:
        entry = pwd.getpwnam(NAME)
    except KeyError:
        return None
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _made() -> Account:
    useradd = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin")
    if useradd is None:
        raise EmbeddedError(
            f"PostgreSQL can't run as root, and there is no `useradd` to make it a user. Make a user named {NAME}, "
            "or run this as an ordinary user, or give a server in DATABASE_URL."
        )
    options = [
        "--system",
        "--user-group",
        "--no-create-home",
        "--home-dir",
        "/nonexistent",
        "--shell",
        "/usr/sbin/nologin",
    ]
    made = subprocess.run([useradd, *options, NAME], check=False, capture_output=True, text=True)  # noqa: S603 - constants
    account = _found()  # even when it failed, for another run of ours may have been quicker
    if account is None:
        raise EmbeddedError(f"The user {NAME}, as whom PostgreSQL is to run, can't be made: {made.stderr.strip()}")
    return account
