"""Tests of the word tally."""

import unittest

from word_tally import count_words, most_common


class CountWordsTest(unittest.TestCase):
    def check(self, text: str, expected: dict[str, int]) -> None:
        self.assertEqual(count_words(text), expected, f"wrong result of count_words({text!r})")

    def test_no_words(self) -> None:
        self.check("", {})
        self.check(" \n\t ", {})

    def test_one_word(self) -> None:
        self.check("hello", {"hello": 1})

    def test_a_repeated_word(self) -> None:
        self.check("go go go", {"go": 3})

    def test_upper_and_lower_case_are_the_same(self) -> None:
        self.check("the cat and The dog", {"the": 2, "cat": 1, "and": 1, "dog": 1})

    def test_any_white_space_separates(self) -> None:
        self.check("  one\ttwo\n\none ", {"one": 2, "two": 1})

    def test_letters_outside_ascii(self) -> None:
        self.check("Über über", {"über": 2})


class MostCommonTest(unittest.TestCase):
    def check(self, text: str, expected: tuple[str, int]) -> None:
        self.assertEqual(most_common(text), expected, f"wrong result of most_common({text!r})")

    def test_no_words(self) -> None:
        self.check("", ("", 0))

    def test_a_clear_winner(self) -> None:
        self.check("the cat and The dog", ("the", 2))

    def test_the_winner_comes_late(self) -> None:
        self.check("a b b c c c", ("c", 3))

    def test_all_words_tie(self) -> None:
        self.check("pear apple fig", ("apple", 1))

    def test_two_words_tie_at_the_top(self) -> None:
        self.check("zoo ant zoo bee ant cat", ("ant", 2))


if __name__ == "__main__":
    unittest.main()
