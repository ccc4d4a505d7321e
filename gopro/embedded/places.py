"""Where servers keep data and find their programs: root's user for them must be able to get there."""

import hashlib
import os
from pathlib import Path

from gopro.copies import copied
from gopro.embedded.accounts import NAME, Account
from gopro.embedded.children import run_as
from gopro.embedded.errors import EmbeddedError


def data_folder(wanted: Path, *, account: Account | None) -> Path:
    """Made private to the account, which must be able to get there."""
    wanted.mkdir(parents=True, exist_ok=True)
    if account is not None:
        if not _may("-x", wanted.parent, account=account):
            raise EmbeddedError(
                f"Root's servers run as the user {NAME}, who can't get to {wanted}, since a folder above it is "
                "closed to others. Open the way (`chmod o+x` on that folder), or move the checkout to a folder that is "
                "open, such as /srv, or run this as an ordinary user."
            )
        os.chown(wanted, account.uid, account.gid)
    wanted.chmod(0o700)
    return wanted


def programs(site: Path, folders: list[str], *, account: Account | None) -> Path:
    """Under which these folders of installed packages lie, copied where the account can read them if it can't here."""
    if account is None or all(_may("-r", site / folder, account=account) for folder in folders):
        return site
    version = ":".join([str(site), *(f"{folder}:{(site / folder).stat().st_mtime_ns}" for folder in folders)])
    name = hashlib.sha256(version.encode()).hexdigest()[:16]
    owner, group = account.uid, account.gid
    return copied(site, folders, name=name, own=lambda path: os.chown(path, owner, group, follow_symlinks=False))


def _may(test: str, folder: Path, *, account: Account) -> bool:
    return run_as(["/usr/bin/test", test, str(folder)], account=account).returncode == 0
