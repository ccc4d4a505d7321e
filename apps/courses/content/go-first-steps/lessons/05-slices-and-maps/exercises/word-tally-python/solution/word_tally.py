"""Counts the words of a text."""


def count_words(text: str) -> dict[str, int]:
    """How often each word of the text occurs, ignoring case."""
    counts: dict[str, int] = {}
    for word in text.lower().split():
        counts[word] = counts.get(word, 0) + 1
    return counts


def most_common(text: str) -> tuple[str, int]:
    """The most common word of the text and how often it occurs."""
    best, most = "", 0
    for word, count in count_words(text).items():
        if count > most or (count == most and word < best):
            best, most = word, count
    return best, most
