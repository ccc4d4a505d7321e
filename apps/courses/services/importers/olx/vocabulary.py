"""The words of OLX that mean something here."""

from typing import Final

COURSE: Final = "course"
CHAPTER: Final = "chapter"
LESSONS: Final = frozenset({"sequential", "videosequence", "problemset", "section"})
UNITS: Final = frozenset({"vertical"})
POOLS: Final = frozenset({"library_content", "itembank", "problembank"})
CHOICES: Final = frozenset({"conditional", "randomize", "split_test"})
CONTAINERS: Final = LESSONS | UNITS | POOLS | CHOICES | {COURSE, CHAPTER}
FURNITURE: Final = frozenset({"wiki", "textbook", "pdf_textbook", "html_textbook", "static_tab", "course_info"})
NAMES: Final = frozenset({"url_name", "slug", "display_name", "name", "filename", "org", "course", "xblock-family"})
TRUE: Final = frozenset({"true", "True", "1"})
