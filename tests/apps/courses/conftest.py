"""Fixtures of the courses room's tests."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from types import MappingProxyType
from uuid import UUID

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from gopro.identifiers import uuid7
from gopro.security.tokens import Terms
from gopro.testing.tokens import access_token

NOTHING: Mapping[UUID, str] = MappingProxyType({})

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
    """A client of somebody with these roles, and `within` one course with another."""

    def make(*roles: str, user_id: UUID | None = None, within: Mapping[UUID, str] = NOTHING) -> APIClient:
        client, terms = APIClient(), Terms(grants={thing: frozenset({role}) for thing, role in within.items()})
        token = access_token(user_id=user_id or uuid7(), roles=roles, terms=terms)
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        return client

    return make
