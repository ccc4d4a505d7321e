"""How keys refuse."""

from uuid import UUID

from gopro.errors import Unavailable


class KeysUnavailable(Unavailable):
    """The store of keys is away. It says nothing about the data: trying again will do.

    Why is a note, for the log: it is nobody's business who asks.
    """

    title = "Personal data can't be read or written now"

    def __init__(self, why: str = "") -> None:
        super().__init__()
        if why:
            self.add_note(why)


class KeyDestroyed(RuntimeError):
    """Nothing more can be said of a person who was erased."""

    def __init__(self, person: UUID) -> None:
        super().__init__(f"The key of {person} is destroyed, and no other will be made.")


class KeyMissing(RuntimeError):
    """There is ciphertext but neither a key nor the mark of its destruction: the store was restored or changed."""

    def __init__(self, person: UUID) -> None:
        super().__init__(f"There is no key of {person}, though something was encrypted with one. Restore the store.")


class Tampered(ValueError):
    """The ciphertext was changed, or is of another person or field; no retry will mend it."""
