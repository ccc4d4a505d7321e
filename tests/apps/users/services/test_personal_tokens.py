"""Personal access tokens: shown once, revoked for the owner's safety, and never stronger than the owner."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import time_machine
from django.test import override_settings
from django.utils import timezone

from apps.users import tasks
from apps.users.errors import LoginNotRecent, PersonalTokenNotFound, TooManyPersonalTokens, UnknownScope
from apps.users.models import Ended, PersonalToken, Session, User
from apps.users.services import accounts, password_changes, personal_tokens, roles, sessions
from apps.users.services.personal_tokens import Made
from gopro import cache
from gopro.audit import trail
from gopro.errors import Unauthenticated, Unavailable
from gopro.identifiers import uuid7
from gopro.security import last_uses, revocations
from gopro.security.ring import PERSONAL_PREFIX, bearer_claims, claims_of, ring
from gopro.security.tokens import TokenInvalid, Use
from tests.apps.users.factories import PASSWORD, UserFactory, personal_token_of, signed_in

READS = "courses:read"


@pytest.fixture(autouse=True)
def nothing_noted() -> Iterator[None]:
    last_uses.forget()
    yield
    last_uses.forget()


def holds(made: Made) -> bool:
    revocations.known.forget()
    try:
        return bearer_claims(made.token).session_id == made.row.pk
    except Unauthenticated:
        return False


def test_it_is_signed_for_its_own_use_and_with_the_owners_roles(db):
    user = UserFactory(roles=["author"])
    made = personal_token_of(user, scopes=["progress:write", READS, READS])
    claims = bearer_claims(made.token)
    assert (claims.user_id, claims.session_id, claims.roles) == (user.id, made.row.pk, {"learner", "author"})
    assert claims.terms.scopes == {"progress:write", READS}
    assert claims.expires_at - claims.issued_at == timedelta(days=30)
    assert abs(claims.expires_at - made.row.expires_at) < timedelta(seconds=2)
    bare = made.token.removeprefix(PERSONAL_PREFIX)
    assert bare != made.token
    for token, use in ((bare, Use.ACCESS), (bare, Use.STAFF), (made.token, Use.PERSONAL)):
        with pytest.raises(TokenInvalid):
            claims_of(token, use=use)
    with pytest.raises(TokenInvalid):
        bearer_claims(PERSONAL_PREFIX + signed_in(user).access)


def test_it_carries_roles_on_one_thing(db):
    user, course = UserFactory(), uuid7()
    roles.grant_on(user_id=user.id, grant=roles.Grant(role="editor", within=course), reason="asked for it")
    assert bearer_claims(personal_token_of(user).token).terms.grants == {course: {"editor"}}


def test_the_token_is_in_no_table(db):
    made = personal_token_of(UserFactory())
    [row] = PersonalToken.objects.values()
    secret = made.token.removeprefix(PERSONAL_PREFIX)
    assert secret not in str(row)
    assert secret.rpartition(".")[2] not in str(row)
    assert sorted(row) == [
        *("created_at", "expires_at", "id", "key_id", "last_used_at", "name", "revoked_at", "revoked_reason"),
        *("scopes", "user_id"),
    ]


def test_it_is_made_by_who_has_just_logged_in(db):
    user = UserFactory()
    old, ended, other = signed_in(user), signed_in(user), signed_in(UserFactory())
    Session.objects.filter(pk=old.session_id).update(created_at=timezone.now() - timedelta(minutes=11))
    sessions.log_out(user_id=user.id, session_id=ended.session_id)
    support = signed_in(user).session_id
    Session.objects.filter(pk=support).update(actor_id=uuid7())
    for session_id in (old.session_id, ended.session_id, other.session_id, support, uuid7()):
        with pytest.raises(LoginNotRecent):
            personal_token_of(user, session_id=session_id)
    assert PersonalToken.objects.count() == 0


@pytest.mark.parametrize("scope", ["courses", "courses:admin", "learn:read:x", "*", "courses:read courses:write", ""])
def test_unknown_scopes_are_refused(db, scope):
    with pytest.raises(UnknownScope):
        personal_token_of(UserFactory(), scopes=[READS, scope])
    assert PersonalToken.objects.count() == 0


def test_there_are_so_many_and_no_more(db, monkeypatch):
    monkeypatch.setattr(personal_tokens, "MOST", 2)
    user = UserFactory()
    first, _ = personal_token_of(user), personal_token_of(user)
    with pytest.raises(TooManyPersonalTokens):
        personal_token_of(user)
    personal_tokens.revoke_personal_token(user_id=user.id, token_id=first.row.pk)
    assert holds(personal_token_of(user))


def test_its_owner_revokes_it_once(db, django_capture_on_commit_callbacks):
    user, other = UserFactory(), UserFactory()
    made, kept = personal_token_of(user), personal_token_of(user)
    with pytest.raises(PersonalTokenNotFound):
        personal_tokens.revoke_personal_token(user_id=other.id, token_id=made.row.pk)
    assert holds(made)
    with django_capture_on_commit_callbacks(execute=True):
        personal_tokens.revoke_personal_token(user_id=user.id, token_id=made.row.pk)
    with pytest.raises(PersonalTokenNotFound):
        personal_tokens.revoke_personal_token(user_id=user.id, token_id=made.row.pk)
    assert (holds(made), holds(kept)) == (False, True)
    entries = trail.history(room="users", object_type="users.user", object_id=str(user.id))
    told = [(entry.action, entry.reason) for entry in entries.filter(action__startswith="users.personal_token")]
    create = ("users.personal_token.create", "")
    assert told == [("users.personal_token.revoke", "revoked_by_user"), create, create]


def closed(user: User) -> None:
    accounts.deactivate_user(user_id=user.id, by=uuid7())


def without_its_role(user: User) -> None:
    roles.set_roles(user_id=user.id, roles=[])


def without_its_role_on_one_thing(user: User) -> None:
    [grant] = user.grants.all()
    roles.revoke_on(user_id=user.id, role=grant.role, within=grant.within, reason="it is over")


def with_another_password(user: User) -> None:
    password_changes.change_password(
        user_id=user.id,
        session_id=signed_in(user).session_id,
        current_password=PASSWORD,
        new_password="seventeen purple otters",
    )


@pytest.mark.parametrize(
    ("happens", "reason"),
    [
        (closed, Ended.DEACTIVATED),
        (without_its_role, Ended.ROLES_CHANGED),
        (without_its_role_on_one_thing, Ended.ROLES_CHANGED),
        (with_another_password, Ended.PASSWORD_CHANGED),
    ],
)
def test_what_ends_sessions_for_safety_revokes_it(
    db, django_capture_on_commit_callbacks, happens: Callable[[User], None], reason: Ended
):
    user, other = UserFactory(roles=["author"]), UserFactory()
    roles.grant_on(user_id=user.id, grant=roles.Grant(role="editor", within=uuid7()), reason="asked for it")
    made, others = personal_token_of(user), personal_token_of(other)
    with django_capture_on_commit_callbacks(execute=True):
        happens(user)
    assert (holds(made), holds(others)) == (False, True)
    assert PersonalToken.objects.get(pk=made.row.pk).revoked_reason == reason


def test_getting_a_role_or_logging_out_revokes_nothing(db, django_capture_on_commit_callbacks):
    user = UserFactory()
    made = personal_token_of(user)
    with django_capture_on_commit_callbacks(execute=True):
        roles.set_roles(user_id=user.id, roles=["author"])
        sessions.log_out_everywhere(user_id=user.id)
    assert holds(made)
    assert bearer_claims(made.token).roles == {"learner"}


def test_its_mark_lives_as_long_as_the_token(db, django_capture_on_commit_callbacks):
    user = UserFactory()
    made = personal_token_of(user, expires_in_days=366)
    with django_capture_on_commit_callbacks(execute=True):
        personal_tokens.revoke_personal_token(user_id=user.id, token_id=made.row.pk)
    left = timedelta(seconds=cache.client().ttl(f"revoked:{made.row.pk}"))
    assert timedelta(days=366) <= left <= timedelta(days=366, minutes=2)


def test_marks_that_redis_lost_come_back_however_old(db, django_capture_on_commit_callbacks):
    user = UserFactory()
    made = personal_token_of(user, expires_in_days=366)
    personal_tokens.revoke_personal_token(user_id=user.id, token_id=made.row.pk)
    long_ago = timezone.now() - timedelta(days=90)
    PersonalToken.objects.filter(pk=made.row.pk).update(revoked_at=long_ago)
    cache.client().flushdb()
    assert holds(made)
    tasks.mark_ended_sessions()
    assert not holds(made)
    cache.client().delete(f"revoked:{made.row.pk}")
    tasks.mark_ended_sessions()
    assert holds(made), "all marks are made again only where the seal is gone with them"


def test_while_nobody_can_tell_it_is_not_believed(db):
    made = personal_token_of(UserFactory())
    revocations.known.forget()
    cache.client.cache_clear()
    with override_settings(REDIS_URL="redis://127.0.0.1:1/0"):
        for _ in range(2):
            with pytest.raises(Unavailable):
                bearer_claims(made.token)
    cache.client.cache_clear()
    assert holds(made)


def test_its_last_use_is_known_to_the_hour(db):
    made = personal_token_of(UserFactory())
    began = timezone.now()
    for minutes, expected in ((0, 0), (59, 0), (61, 61)):
        last_uses.forget()
        with time_machine.travel(began + timedelta(minutes=minutes), tick=False):
            assert holds(made)
            tasks.record_token_uses()
        used = PersonalToken.objects.get(pk=made.row.pk).last_used_at
        assert used is not None
        assert abs(used - began - timedelta(minutes=expected)) < timedelta(seconds=2)


def test_a_process_notes_a_use_once_an_hour(db):
    made = personal_token_of(UserFactory())
    assert holds(made)
    assert last_uses.collected().keys() == {made.row.pk}
    assert holds(made)
    assert last_uses.collected() == {}


def test_it_is_kept_a_while_after_its_end_and_then_purged(db):
    made = personal_token_of(UserFactory(), expires_in_days=1)
    for days, count in ((30, 1), (32, 0)):
        with time_machine.travel(timezone.now() + timedelta(days=days), tick=False):
            tasks.purge()
        assert PersonalToken.objects.filter(pk=made.row.pk).count() == count


def test_its_key_is_known(db):
    made = personal_token_of(UserFactory())
    assert made.row.key_id in {key["kid"] for key in ring().public_jwks()["keys"]}
