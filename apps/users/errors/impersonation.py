"""What is refused to support."""

from gopro.errors import Conflict


class ImpersonationRefused(Conflict):
    """This account is not one that support may act as."""

    code = "impersonation_refused"
    title = "Nobody may act as this account"
