"""Tests of the clock reader."""

import unittest

from clock_reading import ClockFormatError, ClockRangeError, parse


class ParseTest(unittest.TestCase):
    def check(self, text: str, expected: int) -> None:
        self.assertEqual(parse(text), expected, f"wrong result of parse({text!r})")

    def test_midnight(self) -> None:
        self.check("00:00", 0)

    def test_in_the_morning(self) -> None:
        self.check("07:45", 465)

    def test_leading_zeros(self) -> None:
        self.check("09:08", 548)

    def test_the_last_minute_of_the_day(self) -> None:
        self.check("23:59", 1439)


class RefusalTest(unittest.TestCase):
    def refuse(self, text: str, expected: type[ValueError]) -> None:
        with self.assertRaises(expected, msg=f"parse({text!r}) should raise {expected.__name__}") as caught:
            parse(text)
        self.assertIn(text, str(caught.exception), "the message does not contain the text that was refused")

    def test_empty_text(self) -> None:
        self.refuse("", ClockFormatError)

    def test_one_digit_for_the_hour(self) -> None:
        self.refuse("7:45", ClockFormatError)

    def test_no_colon(self) -> None:
        self.refuse("0745", ClockFormatError)

    def test_a_dot_instead_of_the_colon(self) -> None:
        self.refuse("07.45", ClockFormatError)

    def test_letters(self) -> None:
        self.refuse("ab:cd", ClockFormatError)

    def test_signs_are_not_digits(self) -> None:
        self.refuse("+7:45", ClockFormatError)
        self.refuse("07:-5", ClockFormatError)

    def test_spaces_are_not_digits(self) -> None:
        self.refuse(" 7:45", ClockFormatError)
        self.refuse(" 07:45 ", ClockFormatError)

    def test_digits_of_other_scripts(self) -> None:
        self.refuse("٠٧:45", ClockFormatError)
        self.refuse("07:٤٥", ClockFormatError)

    def test_seconds(self) -> None:
        self.refuse("07:45:00", ClockFormatError)

    def test_hour_24(self) -> None:
        self.refuse("24:00", ClockRangeError)

    def test_minute_60(self) -> None:
        self.refuse("12:60", ClockRangeError)


if __name__ == "__main__":
    unittest.main()
