"""A short text as it is compared: what its author forgives is taken away from both sides."""

import unicodedata
from collections.abc import Collection
from typing import Final, Literal

CASE: Final = "case"
SPACES: Final = "spaces"
FORMS: Final = "forms"


def plain(text: str, *, strict: Collection[str]) -> str:
    """The same for all texts that count as one; of what is plain already, the same again.

    Forms of one character (as `²` is of `2`) and its parts are one by NFKC, letters by folding their case, and a run of
    spaces is one space. Whoever is strict about forms still has an accented letter in one way only, by NFC.
    """
    form: Literal["NFC", "NFKC"] = "NFC" if FORMS in strict else "NFKC"
    folded = unicodedata.normalize(form, text)
    if CASE not in strict:
        folded = unicodedata.normalize(form, unicodedata.normalize(form, folded.casefold()).casefold())
    return folded if SPACES in strict else " ".join(folded.split())
