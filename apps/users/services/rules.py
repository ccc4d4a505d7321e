"""What a name, a line of text and a time zone may be, whichever door it comes through."""

import re
from zoneinfo import available_timezones

USERNAME = re.compile(r"\A[A-Za-z0-9][A-Za-z0-9._-]{1,28}[A-Za-z0-9]\Z")
USERNAME_RULE = "3 to 30 letters, digits, dots, dashes or underscores, a letter or digit at both ends."
ONE_LINE = re.compile(r"\A[^\x00-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*\Z")
ONE_LINE_RULE = "One line, without control characters."
LONGEST_EMAIL = 254
LONGEST_NAME = 80
ZONES = frozenset(available_timezones())
ZONE_RULE = "There is no such time zone; say one such as Europe/Kyiv."
RESERVED = frozenset(
    {"admin", "administrator", "anonymous", "gopro", "me", "moderator", "root", "staff", "support"}
    | {"import", "imports", "erasures"}  # paths beside `users/{id or username}`
)
