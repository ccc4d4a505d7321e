"""Random tokens that are shown once; the tables keep their hashes."""

from hashlib import sha256
from secrets import token_urlsafe


def new() -> str:
    """256 bits."""
    return token_urlsafe(32)


def hash_of(token: str) -> str:
    """Of a random text a plain digest is enough: there is nothing to guess."""
    return sha256(token.encode("utf-8", errors="replace")).hexdigest()
