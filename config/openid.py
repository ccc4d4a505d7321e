"""Providers by which people may log in, named by the environment: `GOPRO_OIDC_<NAME>_CLIENT_ID` and its like."""

import os
import re
from collections.abc import Mapping
from typing import Any

from config.environment import secret, text

NAMED = re.compile(r"\AGOPRO_OIDC_([A-Z][A-Z0-9]*)_CLIENT_ID\Z")
PRESETS: Mapping[str, Mapping[str, str]] = {
    "google": {"label": "Google", "issuer": "https://accounts.google.com"},
    "github": {"label": "GitHub", "issuer": "https://github.com"},
}


def providers() -> tuple[Mapping[str, Any], ...]:
    """By name; none where none is named."""
    found = sorted(name.group(1) for variable in os.environ if (name := NAMED.match(variable)))
    return tuple(_provider(name) for name in found)


def _provider(name: str) -> Mapping[str, Any]:
    preset, prefix = PRESETS.get(name.lower(), {}), f"GOPRO_OIDC_{name}"
    issuer = text(f"{prefix}_ISSUER") or preset.get("issuer", "")
    if not issuer:
        raise SystemExit(f"{prefix}_ISSUER is missing: the address under which the provider's discovery document is.")
    return {
        "name": name.lower(),
        "label": text(f"{prefix}_LABEL") or preset.get("label", name.title()),
        "issuer": issuer,
        "client_id": text(f"{prefix}_CLIENT_ID"),
        "client_secret": secret(f"{prefix}_CLIENT_SECRET"),
    }
