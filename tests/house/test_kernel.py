"""The kernel knows no domain word."""

import re

from tests.house.sources import sources

DOMAIN = re.compile(
    r"\b\w*(course|lesson|exercise|learner|enroll|submission|achievement|certificate|badge|quiz|leaderboard)\w*\b",
    re.IGNORECASE,
)
TLS = re.compile(r"\bcertificates?\b", re.IGNORECASE)


def test_the_kernel_knows_no_domain_word():
    found = [
        f"{source.name}:{number} {word.group()}"
        for source in sources("gopro")
        for number, line in enumerate(source.text.splitlines(), start=1)
        for word in DOMAIN.finditer(line)
        if not TLS.fullmatch(word.group())
    ]
    assert found == []
