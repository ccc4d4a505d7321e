"""What every test may ask for: `db` (rolled back), `committed` (real transactions), and clean servers.

Servers start when this file is read, before Django reads its settings.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import django
import pytest
import redis
from pytest_django import DjangoDbBlocker
from pytest_django.fixtures import Settings

from tests.provisioning import kafka as brokers
from tests.provisioning import openid, s3, servers
from tests.provisioning.databases import WorkerDatabase

WORKER = os.environ.get("PYTEST_XDIST_WORKER", "gw0")

servers.ensure()
os.environ["GOPRO_VAR"] = str(servers.scratch_folder())
os.environ["DATABASE_URL"] = os.environ["TEST_DATABASE_URL"]
os.environ["REDIS_URL"] = servers.redis_url_of(WORKER)
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings.test"
django.setup()

from django.conf import settings as house  # noqa: E402 - after set-up, like the next ones

from gopro.observability import context  # noqa: E402
from gopro.security.keys import known, masters  # noqa: E402
from gopro.storage.bucket import Bucket  # noqa: E402
from gopro.storage.contract import Store  # noqa: E402
from gopro.storage.store import store  # noqa: E402
from gopro.testing.facts import Told  # noqa: E402 - models need Django set up

masters.masters(house.KEY_FOLDER).ensure()


def pytest_configure(config: pytest.Config) -> None:
    """Workers inherit the environment, and must read their settings only after this file has named their servers."""
    if config.getoption("dist", "no") != "no" and not hasattr(config, "workerinput"):
        del os.environ["DJANGO_SETTINGS_MODULE"]


def pytest_unconfigure() -> None:
    servers.stop()


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that uses the database uses every room's."""
    for item in items:
        marker = item.get_closest_marker("django_db")
        fixtures = set(getattr(item, "fixturenames", ()))
        if "committed" in fixtures or (marker is None and not fixtures & {"db", "transactional_db"}):
            continue
        options = {"databases": "__all__"} | (dict(marker.kwargs) if marker else {})
        item.add_marker(pytest.mark.django_db(**options), append=False)


@pytest.fixture(scope="session")
def worker_database(django_test_environment: None, django_db_blocker: DjangoDbBlocker) -> Iterator[WorkerDatabase]:
    database = WorkerDatabase(server=os.environ["TEST_DATABASE_URL"], worker=WORKER)
    with django_db_blocker.unblock():
        database.create()
    yield database
    with django_db_blocker.unblock():
        database.drop()


@pytest.fixture(scope="session")
def django_db_setup(worker_database: WorkerDatabase) -> None:
    """In place of pytest-django's, which takes aliases of one server for one database."""


@pytest.fixture
def db(request: pytest.FixtureRequest) -> None:
    """Every room's database, in transactions that are rolled back, unless the test asks for `committed`."""
    request.getfixturevalue("committed" if "committed" in request.fixturenames else "_django_db_helper")


@pytest.fixture
def committed(worker_database: WorkerDatabase, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """Real commits, which other processes and threads see; afterwards the database is as new."""
    with django_db_blocker.unblock():
        yield
        worker_database.restore()


@pytest.fixture(autouse=True)
def clean_valkey() -> Iterator[None]:
    """A test leaves nothing in the worker's own numbered database."""
    yield
    with redis.Redis.from_url(os.environ["REDIS_URL"]) as client:
        client.flushdb()


@pytest.fixture(scope="session")
def kafka_address() -> Iterator[str]:
    """`host:port` of the broker that the run's workers share."""
    with brokers.shared() as address:
        yield address


@pytest.fixture
def kafka(kafka_address: str, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> brokers.Kafka:
    """A broker of which no other test sees anything; this process, and those that the test starts, mirror to it."""
    mine = brokers.Kafka(address=kafka_address, prefix=f"t{uuid4().hex[:12]}")
    settings.KAFKA_URL, settings.KAFKA_PREFIX, settings.KAFKA_PARTITIONS = mine.url, mine.prefix, mine.partitions
    monkeypatch.setenv("KAFKA_URL", mine.url)
    monkeypatch.setenv("GOPRO_KAFKA_PREFIX", mine.prefix)
    return mine


@pytest.fixture(scope="session")
def openid_issuer() -> Iterator[str]:
    """The address of a real OpenID provider, which knows us as `campus`."""
    with openid.running(clients=[openid.client("campus", public_url=house.PUBLIC_URL)]) as issuer:
        yield issuer


@pytest.fixture(scope="session")
def s3_address() -> Iterator[str]:
    """The address of a real S3 server."""
    with s3.running() as address:
        yield address


@pytest.fixture
def bucket(s3_address: str, settings: Settings) -> Bucket:
    """An empty bucket, in which this process keeps its files."""
    made = s3.new_bucket(s3_address)
    settings.BUCKET = made
    return made


@pytest.fixture(params=["disk", "s3"])
def kept(request: pytest.FixtureRequest, settings: Settings, tmp_path: Path) -> Store:
    """Once each: files on the local disk, and in a bucket of a real server."""
    if request.param == "s3":
        request.getfixturevalue("bucket")
    else:
        settings.PRIVATE_FOLDER = tmp_path / "private"
    return store()


@pytest.fixture
def told(db: None) -> Told:
    """Facts told since the test began; compares with a list of events."""
    return Told()


@pytest.fixture(autouse=True)
def no_keys_of_another_test() -> Iterator[None]:
    """What was rolled back is not remembered."""
    yield
    known.keys.forget_all()


@pytest.fixture(autouse=True)
def no_ids_of_another_test() -> Iterator[None]:
    """Who acts and why ends with the test."""
    with context.bind(**dict.fromkeys(context.VARIABLES, "")):
        yield
