"""Programs where everybody gets to them: root's own checkout may lie in a folder that is closed to other users."""

import shutil
from collections.abc import Callable, Iterable
from contextlib import suppress
from pathlib import Path
from tempfile import mkdtemp

COPIES = Path("/var/cache/gopro")


def copied(site: Path, folders: Iterable[str], *, name: str, own: Callable[[Path], None] = lambda _: None) -> Path:
    """Under which these folders of `site` lie; copied once a `name`, whole or not at all.

    `own` is called with each path of the copy before anybody sees it.
    """
    copy = COPIES / name
    if copy.exists():
        return copy
    COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
    fresh = Path(mkdtemp(dir=COPIES))
    fresh.chmod(0o755)
    try:
        for folder in folders:
            shutil.copytree(site / folder, fresh / folder, symlinks=True)
        for path in [fresh, *fresh.rglob("*")]:
            own(path)
        with suppress(OSError):  # another process was quicker
            fresh.rename(copy)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return copy
