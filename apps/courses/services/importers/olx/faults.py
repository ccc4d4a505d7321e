"""Why a block isn't taken."""


class NotTaken(Exception):
    """The block can't be kept here; its reason goes into the report, a note of it into the lesson."""
