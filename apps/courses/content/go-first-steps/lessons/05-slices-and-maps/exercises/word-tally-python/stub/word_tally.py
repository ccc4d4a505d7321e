"""Counts the words of a text."""


def count_words(text: str) -> dict[str, int]:
    """How often each word of the text occurs, ignoring case."""
    raise NotImplementedError("Replace this line with your own code.")


def most_common(text: str) -> tuple[str, int]:
    """The most common word of the text and how often it occurs."""
    raise NotImplementedError("Replace this line with your own code.")
