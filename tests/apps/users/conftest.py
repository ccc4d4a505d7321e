"""Keys, a clean memory of limits and revocations, and callers of the API."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from rest_framework.test import APIClient

from apps.users.models import OneTimeToken, Purpose, User
from apps.users.services import one_time_tokens
from gopro.security import attempts, revocations
from gopro.security.tokens import generate
from gopro.staff.cookies import NAME
from gopro.testing.tokens import staff_token
from tests.apps.users.factories import UserFactory, signed_in

type Caller = Callable[[User], APIClient]
type Browser = Callable[..., Client]
type MailedToken = Callable[[User, Purpose], str]


@pytest.fixture(autouse=True)
def keys() -> None:
    generate(settings.KEY_FOLDER)


@pytest.fixture(autouse=True)
def forgotten() -> Iterator[None]:
    yield
    revocations.known.forget()
    attempts.here.clear()


@pytest.fixture
def api(db: None) -> APIClient:
    """Nobody in particular; sees a failure as the world does."""
    return APIClient(raise_request_exception=False)


@pytest.fixture
def api_of(db: None) -> Caller:
    """Somebody who has just logged in."""

    def caller(user: User) -> APIClient:
        client = APIClient(raise_request_exception=False)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {signed_in(user).access}")
        return client

    return caller


@pytest.fixture
def mailed_token(db: None, mailoutbox: list[Any]) -> MailedToken:
    """Run the job of the newest mail that is due, and read its token as its receiver would."""

    def read(user: User, purpose: Purpose) -> str:
        due = OneTimeToken.objects.filter(user=user, purpose=purpose, sent_at=None).latest("created_at")
        one_time_tokens.send_one_time_token(token_id=due.pk)
        link = next(word for word in mailoutbox[-1].body.split() if "?token=" in word)
        return str(link.partition("?token=")[2])

    return read


@pytest.fixture
def browser(db: None) -> Browser:
    """A member of staff who is signed in to the admin."""

    def make(user: User) -> Client:
        client = Client()
        client.cookies[NAME] = staff_token(user_id=user.id, roles=user.all_roles, name=user.display_name)
        return client

    return make


@pytest.fixture
def admin(browser: Browser) -> Client:
    return browser(UserFactory(username="chief", roles=["admin"]))


def shown(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()
