"""What only one browser or program knows of a log-in under way, and what is derived from it.

The table keeps the secret's hash. Verifier and nonce come from the secret itself, so that neither a copy of the table
nor a provider's code is enough to finish somebody's log-in.
"""

from base64 import urlsafe_b64encode
from hashlib import sha256
from hmac import digest


def verifier(secret: str) -> str:
    """Of PKCE (RFC 7636), 43 characters."""
    return _derived(secret, use=b"pkce code verifier")


def nonce(secret: str) -> str:
    """Of the ID token (OpenID Connect Core, 3.1.2.1)."""
    return _derived(secret, use=b"openid nonce")


def cookie_name(state: str) -> str:
    """One a log-in, so that two tabs don't undo each other."""
    return f"gopro_oauth_{sha256(state.encode()).hexdigest()[:16]}"


def _derived(secret: str, *, use: bytes) -> str:
    return urlsafe_b64encode(digest(secret.encode(), use, "sha256")).rstrip(b"=").decode()
