"""The audit of an account in words for its owner: what happened, by whom, from which device and where."""

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from gopro.audit.models import AuditEntry, Outcome
from gopro.audit.trail import ANONYMOUS, SYSTEM
from gopro.security.whereabouts import place_of

TITLES: Mapping[str, str] = MappingProxyType(
    {
        "users.user.log_in": "Logged in",
        "users.user.change_password": "Password changed",
        "users.user.reset_password": "Password chosen anew by a mail",
        "users.user.set_roles": "Roles changed",
        "users.user.deactivate": "Account closed",
        "users.user.reactivate": "Account opened again",
        "users.user.export": "Copy of all data asked for",
        "users.user.edit": "Account changed by staff",
        "users.user.invite": "Account made by staff",
        "users.user.remove_avatar": "Picture removed by staff",
        "users.account.erase": "Erasure of the account asked for",
        "users.account.keep": "Erasure of the account called off",
        "users.email.request_change": "Another address asked for",
        "users.email.change": "Address changed",
        "users.email.undo_change": "Address changed back",
        "users.identity.link": "Log-in by another provider added",
        "users.identity.unlink": "Log-in by another provider removed",
        "users.session.log_out": "Logged out",
        "users.session.revoke": "Session ended",
        "users.authenticator_app.add": "Authenticator app added",
        "users.authenticator_app.remove": "Authenticator app removed",
        "users.passkey.add": "Passkey added",
        "users.passkey.rename": "Passkey named anew",
        "users.passkey.remove": "Passkey removed",
        "users.passkey.use": "Passkey used",
        "users.recovery_code.renew": "Recovery codes made anew",
        "users.recovery_code.use": "Recovery code used",
        "users.factor.prove": "Second factor proved again",
        "users.factor.guess": "Right password, and too many codes",
        "users.factor.reset": "Second factors removed by staff",
        "users.support.begin": "Support opened the account",
        "users.support.end": "Support left the account",
        "users.personal_token.create": "Personal access token made",
        "users.personal_token.revoke": "Personal access token revoked",
    }
)
REFUSED = "Refused: {title}"


def title_of(entry: AuditEntry) -> str:
    """Of an action that has no title here, its own words."""
    title = TITLES.get(entry.action) or entry.action.removeprefix("users.").replace(".", ": ").replace("_", " ")
    return title if entry.outcome == Outcome.DONE else REFUSED.format(title=f"{title[0].lower()}{title[1:]}")


def actor_of(entry: AuditEntry) -> str:
    """`you` is the account's owner, whoever reads; `support` anybody who works here; `unknown` who did not sign in."""
    if entry.actor_id in {SYSTEM, ANONYMOUS}:
        return "system" if entry.actor_id == SYSTEM else "unknown"
    return "you" if entry.actor_id == entry.object_id else "support"


def client_of(entry: AuditEntry) -> Mapping[str, str] | None:
    """None for what was done from here, and for support, whose whereabouts are their own."""
    if actor_of(entry) in {"support", "system"} or not (entry.client_network or entry.client_agent):
        return None
    return {
        "device": entry.client_agent,
        "network": entry.client_network,
        "place": place_of(entry.client_network.partition("/")[0]),
    }


def id_of(entry: AuditEntry) -> UUID:
    """Its number would tell how much happens to everybody."""
    return UUID(hex=entry.hash[:32])


def session_of(entry: AuditEntry) -> str | None:
    found: str | None = entry.changes.get("session_id")
    return found
