"""Personal access tokens: made for a program and shown once, revoked by their owner or for the owner's safety."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

import jwt
from django.db.models import Q, QuerySet
from django.utils import timezone

from apps.users import selectors
from apps.users.errors import TooManyPersonalTokens, UnknownScope
from apps.users.models import Ended, NoticeKind, PersonalToken, Session, User
from apps.users.services import notices, records
from apps.users.services.mfa import enforcement, step_up
from gopro.audit import trail
from gopro.database import atomic, on_commit
from gopro.identifiers import uuid7
from gopro.security import revocations
from gopro.security.last_uses import USE_NOTED_FOR, collected
from gopro.security.principal import Principal
from gopro.security.ring import PERSONAL_PREFIX, ring
from gopro.security.scopes import known
from gopro.security.tokens import Terms, Use

MOST = 50  # a person


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """The token in clear is nowhere but here."""

    row: PersonalToken
    token: str


@atomic("users")
def create_personal_token(*, principal: Principal, name: str, scopes: Collection[str], expires_in_days: int) -> Made:
    """With the roles of this session. Raises LoginNotRecent, FactorNotFresh, UnknownScope or TooManyPersonalTokens."""
    wanted = _checked(scopes)
    step_up.require_recent_proof(principal=principal)
    session = selectors.recent_session(user_id=principal.user_id, session_id=principal.session_id)
    user = selectors.own_account(user_id=principal.user_id, lock=True)
    if selectors.live_personal_tokens(user_id=user.pk).count() >= MOST:
        raise TooManyPersonalTokens
    token_id, lifetime = uuid7(), timedelta(days=expires_in_days)
    token = _signed(user, session=session, token_id=token_id, scopes=wanted, lifetime=lifetime)
    row = PersonalToken.objects.create(
        pk=token_id,
        user=user,
        name=name,
        scopes=wanted,
        key_id=jwt.get_unverified_header(token)["kid"],
        expires_at=timezone.now() + lifetime,
    )
    notices.request(user_id=user.pk, kind=NoticeKind.PERSONAL_TOKEN_MADE, about=name)
    _record(user.pk, action="create", token_id=token_id, changes={"scopes": " ".join(wanted)})
    return Made(row=row, token=f"{PERSONAL_PREFIX}{token}")


@atomic("users")
def revoke_personal_token(*, user_id: UUID, token_id: UUID) -> None:
    """By its owner; it holds nowhere any more within seconds. Raises PersonalTokenNotFound."""
    selectors.personal_token(user_id=user_id, token_id=token_id)
    rows = selectors.live_personal_tokens(user_id=user_id).filter(pk=token_id)
    _revoke(rows, reason=Ended.REVOKED_BY_USER)


def revoke_all(*, user_id: UUID, reason: Ended) -> None:
    """Of somebody who lost a role, changed the password, or whose account is closed. In the caller's transaction."""
    _revoke(selectors.live_personal_tokens(user_id=user_id), reason=reason)


def revoke_all_of(*, users: Collection[User], reason: Ended) -> None:
    """The same of many."""
    _revoke(PersonalToken.objects.filter(user__in=users, revoked_at=None, expires_at__gt=timezone.now()), reason=reason)


def revoke_signed_by(*, key_id: str) -> None:
    """Of a key that leaked: they don't hold anyway, and their owners shall see it. In the caller's transaction."""
    rows = PersonalToken.objects.filter(key_id=key_id, revoked_at=None, expires_at__gt=timezone.now())
    _revoke(rows, reason=Ended.REVOKED_BY_STAFF)


def record_uses() -> None:
    """What every process noted of tokens in use. A token's row is written once an hour at most."""
    for token_id, at in collected().items():
        used = datetime.fromtimestamp(at, UTC)
        rows = PersonalToken.objects.filter(pk=token_id)
        rows.filter(Q(last_used_at=None) | Q(last_used_at__lte=used - USE_NOTED_FOR)).update(last_used_at=used)


def _checked(scopes: Collection[str]) -> list[str]:
    if unknown := sorted(set(scopes) - set(known())):
        raise UnknownScope(fields={"/scopes": f"There is no {', '.join(unknown)}; choose from {', '.join(known())}."})
    return sorted(set(scopes))


def _signed(user: User, *, session: Session, token_id: UUID, scopes: Iterable[str], lifetime: timedelta) -> str:
    """A role that asks for a second factor is in it where the session had one."""
    grants = selectors.grants_held(user_id=user.pk)
    return ring().sign(
        user_id=user.pk,
        session_id=token_id,
        roles=enforcement.roles_in(user=user, methods=session.methods),
        use=Use.PERSONAL,
        lifetime=lifetime,
        terms=Terms(scopes=frozenset(scopes), grants=enforcement.grants_in(grants=grants, methods=session.methods)),
    )


def _revoke(rows: QuerySet[PersonalToken], *, reason: Ended) -> None:
    revoked = list(rows.select_for_update(of=("self",)).order_by("pk"))
    ids = [row.pk for row in revoked]
    PersonalToken.objects.filter(pk__in=ids).update(revoked_at=timezone.now(), revoked_reason=reason)
    for row in revoked:
        _record(row.user_id, action="revoke", token_id=row.pk, reason=reason.value)
    if revoked:
        on_commit("users", lambda: _mark((row.pk, row.expires_at) for row in revoked))


def _mark(tokens: Iterable[tuple[UUID, datetime]]) -> None:
    revocations.revoke_until(dict(tokens))


def _record(
    user_id: UUID, *, action: str, token_id: UUID, reason: str = "", changes: Mapping[str, str] = trail.NOTHING
) -> None:
    records.record(
        user_id=user_id,
        action=f"users.personal_token.{action}",
        reason=reason,
        changes={"token_id": str(token_id), **changes},
    )
