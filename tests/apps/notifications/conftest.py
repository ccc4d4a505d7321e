"""A mail server, and callers of the API."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest
from rest_framework.test import APIClient

from gopro.security import revocations
from gopro.testing.tokens import access_token
from tests.gopro.mail_server import MailServer, running

type Caller = Callable[[UUID], APIClient]


@pytest.fixture
def mail_server(settings) -> Iterator[MailServer]:
    with running() as server:
        server.use(settings)
        yield server


@pytest.fixture
def api_of(db: None) -> Iterator[Caller]:
    """Somebody signed in; sees a failure as the world does."""

    def caller(user_id: UUID) -> APIClient:
        client = APIClient(raise_request_exception=False)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user_id=user_id)}")
        return client

    yield caller
    revocations.known.forget()
