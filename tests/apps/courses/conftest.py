"""Fixtures of the courses room's tests."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from gopro.identifiers import uuid7
from gopro.testing.tokens import access_token

type Queries = Callable[[], AbstractContextManager[CaptureQueriesContext]]
type ClientOf = Callable[..., APIClient]


@pytest.fixture
def queries(db: None) -> Queries:
    """Counts the queries of this room's database."""
    return lambda: CaptureQueriesContext(connections["courses"])


@pytest.fixture
def anybody(db: None) -> APIClient:
    """Somebody who hasn't signed in."""
    return APIClient()


@pytest.fixture
def client_of(db: None) -> ClientOf:
    """A client of somebody with these roles."""

    def make(*roles: str, user_id: UUID | None = None) -> APIClient:
        client = APIClient()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {access_token(user_id=user_id or uuid7(), roles=roles)}")
        return client

    return make
