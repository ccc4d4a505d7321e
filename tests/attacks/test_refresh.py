"""A refresh token that somebody copied: used by many at once, or late, it is good for nobody, its owner included."""

from collections.abc import Iterator
from itertools import count

import pytest
from django.db import IntegrityError, OperationalError
from psycopg.errors import LockNotAvailable

from apps.users.errors import RefreshTokenInvalid
from apps.users.models import Ended, RefreshToken, Session, User
from apps.users.services import sessions
from apps.users.services.sessions import Client, SignedIn
from gopro.errors import Unauthenticated
from gopro.security.ring import claims_of
from tests.apps.users.factories import UserFactory, signed_in
from tests.apps.users.races import at_once
from tests.attacks.conftest import Tally

THIEVES = 100


def places() -> Iterator[Client]:
    """Everybody from an address of their own, so that nobody is refused for the others."""
    return (Client(ip=f"10.{at // 65536}.{at // 256 % 256}.{at % 256}", user_agent="Thief") for at in count())


def race(user: User, *, client: Iterator[Client]) -> int:
    """One round; answers how often somebody was let in beyond the first."""
    first = signed_in(user)
    got = at_once(THIEVES, lambda: refreshed(first, client=next(client)))
    winners = [each for each in got if each is not None]
    assert len(winners) == 1
    family = RefreshToken.objects.filter(session_id=first.session_id)
    assert (family.count(), family.filter(used_at=None).count()) == (2, 1)
    session = Session.objects.get(pk=first.session_id)
    assert session.revoked_reason == Ended.REFRESH_TOKEN_REUSED
    return sum(_goes_on(each, client=client) for each in (first, *winners))


def refreshed(issued: SignedIn, *, client: Client) -> SignedIn:
    """Who waits too long for the others is told to try again (503), which is a refusal as well."""
    try:
        return sessions.refresh_session(refresh=issued.refresh, client=client)
    except OperationalError as failure:
        if not isinstance(failure.__cause__, LockNotAvailable):
            raise
        raise RefreshTokenInvalid from failure


def _goes_on(issued: SignedIn, *, client: Iterator[Client]) -> bool:
    """By its refresh token, or by its access token."""
    for use in (
        lambda: sessions.refresh_session(refresh=issued.refresh, client=next(client)),
        lambda: claims_of(issued.access),
    ):
        try:
            use()
        except Unauthenticated:
            continue
        return True
    return False


def raced(*, rounds: int) -> int:
    """The places are listed first: threads can share a list's iterator, and no generator."""
    client = iter([place for place, _ in zip(places(), range(rounds * (THIEVES + 4)), strict=False)])
    user = UserFactory()
    return sum(race(user, client=client) for _ in range(rounds))


def test_of_a_hundred_at_once_one_wins_and_then_nobody(committed: None, tally: Tally) -> None:
    tally("one refresh token, 100 at once, x 3", tried=3 * (THIEVES - 1), accepted=raced(rounds=3))


@pytest.mark.slow
@pytest.mark.timeout(1800)
def test_fifty_times(committed: None, tally: Tally) -> None:
    tally("one refresh token, 100 at once, x 50", tried=50 * (THIEVES - 1), accepted=raced(rounds=50))


def test_each_former_token_of_a_family_ends_it(db: None, tally: Tally) -> None:
    """However long ago it was used: the third of five comes back."""
    client, accepted = places(), 0
    for age in range(5):
        family = [signed_in(UserFactory())]
        for _ in range(5):
            family.append(sessions.refresh_session(refresh=family[-1].refresh, client=next(client)))
        with pytest.raises(RefreshTokenInvalid):
            sessions.refresh_session(refresh=family[age].refresh, client=next(client))
        with pytest.raises(RefreshTokenInvalid):
            sessions.refresh_session(refresh=family[-1].refresh, client=next(client))
        accepted += Session.objects.filter(pk=family[0].session_id, revoked_at=None).count()
    tally("refresh tokens that come back", tried=10, accepted=accepted)


def test_an_account_that_goes_meanwhile_is_a_refusal(committed: None, tally: Tally) -> None:
    """Never a failure, and nothing is handed out afterwards."""
    left = [refreshed_while_deleted() for _ in range(5)]
    tally("refresh tokens of a deleted account", tried=5 * 8, accepted=sum(left))


def refreshed_while_deleted() -> int:
    """By eight threads, while a ninth deletes the account; answers how many tokens are left."""
    issued = signed_in(UserFactory())
    client = iter([place for place, _ in zip(places(), range(8), strict=False)])
    deletes = iter([True] + [False] * 8)

    def act() -> None:
        if next(deletes):
            deleted(issued.user)
        else:
            refreshed(issued, client=next(client))

    at_once(9, act)
    return RefreshToken.objects.filter(session_id=issued.session_id).count()


def deleted(user: User) -> None:
    """Again, where a refresh put a row between the statements of the deletion: then nothing was deleted."""
    try:
        User.objects.filter(pk=user.pk).delete()
    except IntegrityError:
        deleted(user)
