"""Refusals: the ways a service says no, free of any framework; `gopro.api` turns them into problem+json once."""

from collections.abc import Mapping
from typing import ClassVar


class DomainError(Exception):
    """A refusal with a stable `code` for programs and a `detail` for people that says what to do."""

    code: ClassVar[str] = "refused"
    title: ClassVar[str] = "The request was refused"

    def __init__(self, detail: str = "", *, fields: dict[str, str] | None = None) -> None:
        """`fields` maps a JSON pointer such as `/email` to what is wrong there."""
        self.detail = detail or self.__class__.title
        self.fields = fields or {}
        super().__init__(self.detail)

    @property
    def members(self) -> Mapping[str, object]:
        """What a program needs beside the code, such as what to send instead."""
        return {}


class Unauthenticated(DomainError):
    """Who asks is not known."""

    code = "unauthenticated"
    title = "Sign in first"


class Forbidden(DomainError):
    """Who asks is known, may know that the thing exists, and may not do this."""

    code = "forbidden"
    title = "You may not do this"


class NotFound(DomainError):
    """There is no such thing, or who asks may not know that there is."""

    code = "not_found"
    title = "Not found"


class Conflict(DomainError):
    """The thing is in a state in which this can't be done."""

    code = "conflict"
    title = "This conflicts with the present state"


class PreconditionFailed(DomainError):
    """The thing changed since the caller read it."""

    code = "precondition_failed"
    title = "It was changed by somebody else; read it again"


class Invalid(DomainError):
    """The values can't be taken; `fields` says which."""

    code = "invalid"
    title = "Some values can't be taken"


class RateLimited(DomainError):
    """Too many requests; `retry_after` is in seconds."""

    code = "rate_limited"
    title = "Too many requests"

    def __init__(self, detail: str = "", *, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class Unavailable(DomainError):
    """Something needed is away for now; `retry_after` is in seconds."""

    code = "unavailable"
    title = "Temporarily unavailable"

    def __init__(self, detail: str = "", *, retry_after: int = 5) -> None:
        super().__init__(detail)
        self.retry_after = retry_after
