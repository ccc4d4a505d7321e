"""Where the suite keeps what is dear to make: beside the code, or where others get to if the checkout is closed."""

import hashlib
from pathlib import Path

from gopro.copies import COPIES
from gopro.sandbox.contract import SandboxError
from gopro.sandbox.tools import require_reachable

ROOT = Path(__file__).resolve().parents[1]


def sandbox_folder() -> Path:
    """The sandbox's users must reach it; its caches take a minute to make, once for all runs."""
    beside = ROOT / "var" / "sandbox"
    beside.mkdir(mode=0o755, parents=True, exist_ok=True)
    try:
        require_reachable(path=beside)
    except SandboxError:
        return COPIES / f"tests-{hashlib.sha256(str(ROOT).encode()).hexdigest()[:16]}"
    return beside
