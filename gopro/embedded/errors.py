"""The ways an embedded server says that it can't serve; each message says what to do."""


class EmbeddedError(RuntimeError):
    """Shown to whoever typed the command, without a traceback."""
