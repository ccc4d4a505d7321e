"""What is refused about log-ins by other providers."""

from gopro.errors import Conflict, Invalid, NotFound, Unauthenticated, Unavailable


class ProviderNotFound(NotFound):
    """None of this name is configured."""

    title = "There is no such provider"


class ProviderUnavailable(Unavailable):
    """It doesn't answer, or not in a way that can be used."""

    code = "provider_unavailable"
    title = "The provider doesn't answer; try again, or log in another way"


class ProviderRefused(Unauthenticated):
    """It doesn't take the code, or what it says of somebody doesn't hold."""

    code = "provider_refused"
    title = "The provider's answer doesn't hold; begin the log-in anew"


class AuthorizationRequestInvalid(Invalid):
    """Unknown, expired, used, of another provider, or of another browser; which of them is not told."""

    code = "authorization_request_invalid"
    title = "This log-in is expired or was used before; begin anew, in the same browser"

    def __init__(self) -> None:
        super().__init__(fields={"/state": self.title + "."})


class ReturnRefused(Invalid):
    """An address to return to that isn't ours, nor one that the operator listed."""

    code = "return_refused"
    title = "One can't return there"

    def __init__(self) -> None:
        super().__init__(fields={"/redirect_to": "Say a path of this site, or a page of an origin that is allowed."})


class ProviderAddressUnverified(Conflict):
    """An account needs an address that somebody has verified; the provider doesn't say that it has."""

    code = "provider_address_unverified"
    title = "The provider doesn't vouch for your address; verify it there, or register here and link the provider"


class LogInToLink(Conflict):
    """An account has this address, and the provider's word alone doesn't open it. Said to the address' owner only."""

    code = "log_in_to_link"
    title = "There is an account with your address: log in to it, then link the provider"

    def __init__(self) -> None:
        super().__init__(
            "There is an account with your address. Log in to it, verify its address, and link the provider there."
            " If you never made one, choose a new password by mail: that ends whatever others began."
        )


class AddressUnverified(Conflict):
    """An account whose address nobody proved might be another's: nothing that opens it later is bound to it."""

    code = "address_unverified"
    title = "Verify your address first"


class IdentityTaken(Conflict):
    """It is linked to another account."""

    code = "identity_taken"
    title = "Somebody else's account is linked to this"


class IdentityNotFound(NotFound):
    """No such identity, or another's."""

    title = "There is no such linked log-in"


class LastWayIn(Conflict):
    """Without it nobody could log in to the account."""

    code = "last_way_in"
    title = "This is your only way to log in; choose a password first"
