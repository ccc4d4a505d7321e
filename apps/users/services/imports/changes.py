"""A chunk's plans written: accounts, facts, ended sessions, invitations and audit, each by the set."""

from collections.abc import Collection, Sequence

from django.utils import timezone

from apps.users import selectors
from apps.users.contracts import (
    RoleGranted,
    RoleRevoked,
    UserCreated,
    UserDeactivated,
    UserReactivated,
    UserUpdated,
)
from apps.users.models import Became, Ended, OneTimeToken, Purpose, User
from apps.users.services import personal_tokens, records, roles, sessions
from apps.users.services.imports.plans import Plan
from apps.users.services.one_time_tokens import LIFETIMES
from gopro.events.outbox import publish
from gopro.security import keys

TOLD = frozenset({"username", "display_name", "locale", "time_zone"})


def write(plans: Sequence[Plan], *, sends_invitations: bool) -> None:
    """In the caller's transaction, which has locked the accounts. The audit comes last, as its lock is everybody's."""
    made = [each.user for each in plans if each.became == Became.CREATED and each.user]
    updated = [each for each in plans if each.became == Became.UPDATED]
    User.objects.bulk_create(made)
    _save(updated)
    keys.make(user.pk for user in made)
    keys.prefetch(each.user.pk for each in updated if each.user)
    for each in plans:
        _tell(each)
    if sends_invitations:
        _invite(made)
    _end_sessions(updated)
    for each in plans:
        _record(each)


def _save(updated: Sequence[Plan]) -> None:
    """One statement: an insert that finds each account there and changes it."""
    changed = {column for each in updated for column in each.before}
    if changed:
        rows = [each.user for each in updated if each.user]
        User.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=[*sorted(changed), "updated_at"]
        )


def _tell(plan: Plan) -> None:
    user = plan.user
    if user is None:
        return
    if plan.became == Became.CREATED:
        publish(UserCreated(user_id=user.pk, email=user.email, **_words(user)))
    elif TOLD & plan.before.keys():
        publish(UserUpdated(user_id=user.pk, **_words(user)))
    for role in granted(plan):
        publish(RoleGranted(user_id=user.pk, role=role))
    for role in revoked(plan):
        publish(RoleRevoked(user_id=user.pk, role=role))
    if _closes(plan):
        publish(UserDeactivated(user_id=user.pk))
    elif "is_active" in plan.before:
        publish(UserReactivated(user_id=user.pk))


def _words(user: User) -> dict[str, str]:
    return {name: getattr(user, name) for name in TOLD}


def granted(plan: Plan) -> list[str]:
    had = _had(plan)
    return sorted(set(plan.user.roles) - set(had)) if plan.user and had is not None else []


def revoked(plan: Plan) -> list[str]:
    had = _had(plan)
    return sorted(set(had) - set(plan.user.roles)) if plan.user and had is not None else []


def _had(plan: Plan) -> Collection[str] | None:
    """None where roles stay as they are."""
    had: Collection[str] | None = () if plan.became == Became.CREATED else plan.before.get("roles")
    return had


def _closes(plan: Plan) -> bool:
    is_changed = plan.became == Became.CREATED or "is_active" in plan.before
    return is_changed and plan.user is not None and not plan.user.is_active


def _invite(made: Sequence[User]) -> None:
    """Mails that are due; their job sends so many a minute."""
    until = timezone.now() + LIFETIMES[Purpose.INVITATION]
    OneTimeToken.objects.bulk_create(
        OneTimeToken(user=user, purpose=Purpose.INVITATION, email=user.email, expires_at=until)
        for user in made
        if user.is_active
    )


def _end_sessions(updated: Sequence[Plan]) -> None:
    closed = [each.user for each in updated if each.user and _closes(each)]
    fewer = [each.user for each in updated if each.user and revoked(each) and not _closes(each)]
    for users, reason in ((closed, Ended.DEACTIVATED), (fewer, Ended.ROLES_CHANGED)):
        if users:
            sessions.end(selectors.open_sessions_of(users=users), reason=reason)
            personal_tokens.revoke_all_of(users=users, reason=reason)


def _record(plan: Plan) -> None:
    """What concerns somebody's safety, as if it had been done by hand; the rest is the import's entry and the facts."""
    user = plan.user
    if user is None:
        return
    given, taken = granted(plan), revoked(plan)
    if given or taken:
        roles.record_roles(user.pk, changes=dict.fromkeys(given, "granted") | dict.fromkeys(taken, "revoked"))
    if "is_active" in plan.before:
        action = "reactivate" if user.is_active else "deactivate"
        records.record(user_id=user.pk, action=f"users.user.{action}")
