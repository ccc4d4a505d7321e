"""The ways a token, or a key, is refused."""

from gopro.errors import Conflict, NotFound, Unauthenticated


class TokenInvalid(Unauthenticated):
    """Not a token of ours, or not for this use."""

    code = "token_invalid"
    title = "The token doesn't hold; sign in again"


class TokenExpired(Unauthenticated):
    """It was ours; its time is over."""

    code = "token_expired"
    title = "The token has expired; refresh it or sign in again"


class UnknownKey(NotFound):
    """No key of the ring has this id."""

    code = "unknown_key"
    title = "The ring has no such key"


class KeyInUse(Conflict):
    """Tokens that this key signed may still be held, or it is the one that signs."""

    code = "key_in_use"
    title = "The key is still in use"
