"""How the audit says no."""

from gopro.errors import DomainError


class ReasonMissing(DomainError):
    code = "reason_missing"
    title = "Say why: the reason is kept in the audit"
