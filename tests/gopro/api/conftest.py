"""The sample room, over HTTP."""

from collections.abc import Iterator

import pytest
from django.urls import clear_url_caches
from pytest_django import Settings
from rest_framework.test import APIClient


@pytest.fixture(autouse=True)
def sample_urls(settings: Settings) -> Iterator[None]:
    settings.ROOT_URLCONF = "tests.gopro.api.sample"
    clear_url_caches()
    yield
    clear_url_caches()


@pytest.fixture
def client() -> APIClient:
    """Sees a failure as the world does: an answer, no exception."""
    return APIClient(raise_request_exception=False)
