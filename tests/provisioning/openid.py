"""A real OpenID provider (npm's oidc-provider, certified): installed once into var/cache, started by who asks."""

import json
import os
import re
import select
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.provisioning.java import ROOT, Missing, one_at_a_time

VERSION = "9.13.3"
FOLDER = ROOT / "var" / "cache" / f"oidc-provider-{VERSION}"  # 4 MB, got once for all runs
PROGRAM = Path(__file__).with_suffix(".mjs")
OLDEST = 20  # of Node
SECONDS = 120  # on a machine with better things to do
CALLBACK = "/api/v1/auth/oauth/{provider}/callback"
SECRET = "a-secret-of-the-tests"


def client_id(provider: str) -> str:
    return f"gopro-{provider}"


def client(provider: str, *, public_url: str) -> dict[str, Any]:
    """As the provider registers us."""
    return {
        "client_id": client_id(provider),
        "client_secret": SECRET,
        "redirect_uris": [f"{public_url}{CALLBACK.format(provider=provider)}"],
        "response_types": ["code"],
        "grant_types": ["authorization_code"],
    }


@contextmanager
def running(*, clients: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Its issuer, on a free port; `clients` as OpenID Connect Dynamic Registration describes them."""
    environment = os.environ | {"PROVIDER_FOLDER": str(_installed()), "CLIENTS": json.dumps(list(clients))}
    with subprocess.Popen(
        [_node(), PROGRAM], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield _issuer(process)
        finally:
            process.kill()


def _issuer(process: subprocess.Popen[str]) -> str:
    """The line that it prints when it is ready."""
    assert process.stdout is not None
    ready, _, _ = select.select([process.stdout], [], [], SECONDS)
    line = process.stdout.readline().strip() if ready else ""
    if not line.startswith("http"):
        raise Missing(f"oidc-provider {VERSION} doesn't start; run `node {PROGRAM}` to see why.")
    return line


def _installed() -> Path:
    with one_at_a_time(FOLDER.with_name(f"{FOLDER.name}.lock")):
        if not FOLDER.exists():
            _install()
    return FOLDER


def _install() -> None:
    npm = shutil.which("npm")
    if npm is None:
        raise Missing(f"The OpenID tests need Node {OLDEST} with npm (Debian: apt-get install nodejs npm).")
    with tempfile.TemporaryDirectory(dir=FOLDER.parent) as scratch:
        command = [npm, "install", "--prefix", scratch, "--no-audit", "--no-fund", f"oidc-provider@{VERSION}"]
        done = subprocess.run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise Missing(f"npm can't get oidc-provider {VERSION}: {done.stderr.strip()[-500:]}")
        shutil.copytree(scratch, FOLDER)


def _node() -> str:
    node = shutil.which("node")
    version = subprocess.run([node, "--version"], check=True, capture_output=True, text=True).stdout if node else ""
    found = re.match(r"v(\d+)", version)
    if node is None or found is None or int(found.group(1)) < OLDEST:
        raise Missing(f"The OpenID tests need Node {OLDEST} or newer (Debian: apt-get install nodejs npm).")
    return node
