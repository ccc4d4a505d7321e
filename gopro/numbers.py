"""Decimal numbers as people write them: exact, and refused where they could be read in two ways."""

import re
from decimal import Decimal

NUMBER = re.compile(r"[+-]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)(?:[eE](?P<exponent>[+-]?[0-9]{1,6}))?")
GROUPED = re.compile(r"[+-]?[0-9]{1,3}(?:[,.'_\u2019\s][0-9]{3})+(?:[.,][0-9]+)?")
AMBIGUOUS = re.compile(r"[+-]?[1-9][0-9]{0,2},[0-9]{3}")
BEGINS = re.compile(r"[+-]?(?:[0-9]|[.,][0-9])")
LONGEST = 60
HIGHEST_EXPONENT = 400


class NotANumber(ValueError):
    """Says how to write one."""


def parse_number(text: str) -> Decimal:
    """With a point or a comma before the decimals. Raises NotANumber."""
    written = text.strip().replace("\u2212", "-")
    if len(written) > LONGEST:
        raise NotANumber(f"A number of at most {LONGEST} characters.")
    if AMBIGUOUS.fullmatch(written):
        plain = written.replace(",", "")
        raise NotANumber(f"This can be read in two ways: write {plain}, or {written.replace(',', '.')}.")
    number = NUMBER.fullmatch(written)
    if number is None:
        raise NotANumber(_how_to_write(written))
    if abs(int(number["exponent"] or 0)) > HIGHEST_EXPONENT:
        raise NotANumber(f"An exponent from -{HIGHEST_EXPONENT} to {HIGHEST_EXPONENT}.")
    return Decimal(written.replace(",", "."))


def _how_to_write(written: str) -> str:
    if GROUPED.fullmatch(written):
        return "Write the digits without anything between the thousands."
    if BEGINS.match(written):
        return "The number alone, without a unit or anything else behind it."
    return "A number such as 3, -2.5 or 1e3."
