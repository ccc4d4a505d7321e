"""What is refused about second factors."""

from collections.abc import Mapping
from typing import override

from gopro.errors import Conflict, Forbidden, Invalid, NotFound, Unauthenticated


class MfaRequired(Unauthenticated):
    """The first factor held; a second one is due. Said to nobody else."""

    code = "mfa_required"
    title = "A second factor is due"

    def __init__(self, *, methods: tuple[str, ...], mfa_token: str) -> None:
        super().__init__("Send a code of your authenticator app, a recovery code or a passkey, with `mfa_token`.")
        self.methods = methods
        self.mfa_token = mfa_token

    @property
    @override
    def members(self) -> Mapping[str, object]:
        return {"methods": list(self.methods), "mfa_token": self.mfa_token}


class WrongFactor(Unauthenticated):
    """A code that is wrong or was used, or a passkey that doesn't hold; which of them is not told."""

    code = "wrong_factor"
    title = "The second factor doesn't hold"


class MfaTokenInvalid(Unauthenticated):
    """Unknown, expired, used, tried too often, or older than the password."""

    code = "mfa_token_invalid"
    title = "The log-in took too long; begin anew"


class FactorNotFresh(Forbidden):
    """Asked of whoever proved just now, with a second factor, who they are."""

    code = "factor_not_fresh"
    title = "Prove your second factor again, then ask within ten minutes"


class FactorExists(Conflict):
    """There is one of this kind; it must be removed first."""

    code = "factor_exists"
    title = "There is an authenticator app already"


class FactorNeeded(Conflict):
    """A role of this account asks for a second factor, and this is the last one."""

    code = "factor_needed"
    title = "Your role needs a second factor; add another one first"


class TooManyPasskeys(Conflict):
    """More than anybody has devices."""

    code = "too_many_passkeys"
    title = "There are as many passkeys as an account may have; remove one first"


class FactorNotFound(NotFound):
    """None of this account's."""

    title = "There is no such second factor"


class WrongCode(Invalid):
    """The code that would have confirmed the app."""

    code = "wrong_code"
    title = "This is not the app's present code"

    def __init__(self) -> None:
        super().__init__(fields={"/code": self.title + "."})


class PasskeyRefused(Invalid):
    """Not made for this site, for this request, or with the user verified."""

    code = "passkey_refused"
    title = "This passkey can't be taken"

    def __init__(self) -> None:
        super().__init__(fields={"/credential": self.title + "."})
