"""What pages of the staff's may load and speak to."""

import pytest
from django.test import Client
from pytest_django.fixtures import Settings

from gopro.staff.content_policy import HEADER, content_policy
from gopro.storage.bucket import Bucket

BUCKET = Bucket(
    name="files",
    region="eu-central-1",
    endpoint="http://10.0.0.7:9000",
    public_endpoint="https://files.example.org",
    key_id="key",
    secret="secret",
)


def policy(path: str = "/admin/login/") -> dict[str, str]:
    header = Client().get(path).headers.get(HEADER, "")
    return dict(part.split(" ", 1) for part in header.split("; ") if part)


@pytest.fixture(autouse=True)
def _database(db: None) -> None:
    """The pages ask for it."""


def test_only_this_house_where_files_are_on_its_disk():
    found = policy()
    assert (found["connect-src"], found["img-src"]) == ("'self'", "'self' data: blob:")
    assert (found["object-src"], found["frame-ancestors"]) == ("'none'", "'none'")


def test_the_bucket_as_browsers_reach_it(settings: Settings):
    settings.BUCKET = BUCKET
    found = policy()
    assert (found["connect-src"], found["media-src"]) == ("'self' https://files.example.org",) * 2
    assert found["img-src"] == "'self' data: blob: https://files.example.org"
    assert found["script-src"] == "'self' 'unsafe-inline' 'unsafe-eval'"


def test_amazons_own_name_of_the_bucket(settings: Settings):
    settings.BUCKET = Bucket(name="files", region="eu-central-1", key_id="key", secret="secret")
    assert policy()["img-src"] == "'self' data: blob: https://files.s3.eu-central-1.amazonaws.com"


def test_nothing_is_said_elsewhere():
    assert policy("/api/v1/courses") == {}
    assert content_policy(files="").count("'self'") == 8
