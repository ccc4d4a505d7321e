"""Places of addresses: by the registries' lists, or by a MaxMind file that an operator gives."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mmdb_writer import MMDBWriter
from netaddr import IPSet
from pytest_django import Settings

from gopro.security import whereabouts
from gopro.security.whereabouts import place_of

KYIV = {"city": {"names": {"en": "Kyiv", "uk": "Київ"}}, "country": {"iso_code": "UA", "names": {"en": "Ukraine"}}}


@pytest.fixture(autouse=True)
def file_forgotten() -> Iterator[None]:
    whereabouts._reader.cache_clear()
    yield
    whereabouts._reader.cache_clear()


@pytest.mark.parametrize(
    ("address", "place"),
    [
        ("193.0.6.139", "Netherlands"),
        ("2001:67c:2e8:22::c100:68b", "Netherlands"),
        ("::ffff:193.0.6.139", "Netherlands"),
        ("127.0.0.1", "Local network"),
        ("10.1.2.3", "Local network"),
        ("::1", "Local network"),
        ("fe80::1", "Local network"),
        ("255.255.255.255", "Local network"),
        ("224.0.0.1", "Unknown place"),
        ("nonsense", "Unknown place"),
        ("", "Unknown place"),
        (None, "Unknown place"),
    ],
)
def test_by_registry(address: str | None, place: str) -> None:
    assert place_of(address) == place


def test_by_an_operators_file(tmp_path: Path, settings: Settings) -> None:
    writer = MMDBWriter(ip_version=4, database_type="Test-City", languages=["en"])
    writer.insert_network(IPSet(["193.0.6.0/24"]), KYIV)
    writer.insert_network(IPSet(["193.0.7.0/24"]), {"country": KYIV["country"]})
    writer.insert_network(IPSet(["193.0.8.0/24"]), {"registered_country": {}})
    writer.to_db_file(str(tmp_path / "city.mmdb"))
    settings.GEOIP_FILE = str(tmp_path / "city.mmdb")
    assert place_of("193.0.6.139") == "Kyiv, Ukraine"
    assert place_of("193.0.7.1") == "Ukraine"
    assert place_of("193.0.8.1") == "Netherlands"
    assert place_of("2001:67c:2e8:22::c100:68b") == "Netherlands"
    assert place_of("10.0.0.1") == "Local network"


@pytest.mark.parametrize("content", [None, b"", b"no MaxMind file"])
def test_a_file_that_is_none_is_in_nobodys_way(content: bytes | None, tmp_path: Path, settings: Settings) -> None:
    path = tmp_path / "broken.mmdb"
    if content is not None:
        path.write_bytes(content)
    settings.GEOIP_FILE = str(path)
    assert place_of("193.0.6.139") == "Netherlands"
