"""Text as it is searched: plain letters and digits, in the same places as in the text that people wrote."""

import re
from collections.abc import Iterator
from functools import cache
from unicodedata import category, normalize

LONGEST_WORD = 40
WORD = re.compile(r"[^\W_]+")
OPERATOR = re.compile(r'"|(?<!\S)-(?="|[^\W_])')


def composed(text: str) -> str:
    """With each accented letter as one character where there is one, so that it folds to one."""
    return normalize("NFC", text)


def folded(text: str) -> str:
    """Without accents and capital letters; character by character, so that places are those of the composed text."""
    return "".join(map(_folded, composed(text)))


def asked(text: str) -> str:
    """The words of a question, with the quotation marks and minus signs that mean something in it."""
    text = composed(text)
    kept = {found.start() for found in OPERATOR.finditer(text)}
    return "".join(one if place in kept else _folded(one) for place, one in enumerate(text))


def words_of(text: str) -> Iterator[str]:
    """Each word of the text, folded."""
    return (found.group() for found in WORD.finditer(folded(text)) if len(found.group()) <= LONGEST_WORD)


@cache
def _folded(character: str) -> str:
    """A letter without its marks, a digit, or a space in the place of anything else."""
    plain = normalize("NFKD", character)[0].lower()
    return plain if len(plain) == 1 and category(plain)[0] in "LN" else " "
