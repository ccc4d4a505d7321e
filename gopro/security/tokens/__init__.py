"""Signed tokens: a key ring on disk, private keys where they are issued, public keys wherever they are checked."""

from gopro.security.tokens.claims import Claims
from gopro.security.tokens.errors import TokenExpired, TokenInvalid
from gopro.security.tokens.ring import KeyRing
from gopro.security.tokens.rotation import generate
from gopro.security.tokens.terms import NO_TERMS, Terms
from gopro.security.tokens.uses import Use

__all__ = ["NO_TERMS", "Claims", "KeyRing", "Terms", "TokenExpired", "TokenInvalid", "Use", "generate"]
