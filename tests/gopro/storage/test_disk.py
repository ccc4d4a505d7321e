"""What only the local disk does: addresses that this house signs and serves."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.signing import Signer
from django.test import Client
from pytest_django.fixtures import Settings

from gopro.storage import disk
from gopro.storage.contract import Announced, Shown
from gopro.storage.disk import DiskStore
from gopro.storage.grants import SALT
from gopro.storage.store import store
from tests.gopro.storage.browser import get, request, send

TEXT = b"Hello."
ANNOUNCED = Announced(size=len(TEXT), sha256=hashlib.sha256(TEXT).hexdigest(), content_type="text/plain")
SHOWN = Shown(file_name="a.txt", content_type="text/plain; charset=utf-8", is_inline=False, max_age=60)


@pytest.fixture
def kept(settings: Settings, tmp_path: Path) -> DiskStore:
    settings.PRIVATE_FOLDER = tmp_path / "private"
    found = store()
    assert isinstance(found, DiskStore)
    return found


def test_nobody_else_on_the_machine_reads_them(kept: DiskStore):
    kept.save(name="things/one", content=BytesIO(TEXT))
    path = kept.path("things/one")
    assert (path.stat().st_mode & 0o777, path.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_failed_write_leaves_what_was_there(kept: DiskStore, tmp_path: Path):
    class Broken(BytesIO):
        def read(self, *_: object) -> bytes:
            raise OSError("gone")

    kept.save(name="things/one", content=BytesIO(TEXT))
    with pytest.raises(OSError, match="gone"):
        kept.save(name="things/one", content=Broken())
    with kept.open(name="things/one") as file:
        assert file.read() == TEXT
    assert list((tmp_path / "private" / "unfinished").iterdir()) == []


def test_what_is_sent_is_whole_or_not_there(kept: DiskStore, tmp_path: Path):
    upload = kept.upload(name="uploads/one", announced=ANNOUNCED)
    answer = send(upload, b"Hallo.")
    assert (answer.status, kept.find(name="uploads/one")) == (422, None)
    assert list((tmp_path / "private" / "unfinished").iterdir()) == []


def test_no_more_is_read_than_was_announced(kept: DiskStore):
    class Endless:
        taken = 0

        def read(self, size: int) -> bytes:
            self.taken += size
            return b"x" * size

    token = kept.upload(name="uploads/one", announced=ANNOUNCED).url.rpartition("/")[2]
    content = Endless()
    with pytest.raises(disk.NotAsAnnounced, match="6 bytes were announced"):
        kept.receive(token=token, content=content, content_type="text/plain")
    assert content.taken == len(TEXT) + 1


def test_an_address_to_send_gives_nothing_and_one_to_get_takes_nothing(kept: DiskStore):
    kept.save(name="things/one", content=BytesIO(TEXT))
    download, upload = (
        kept.download(name="things/one", shown=SHOWN),
        kept.upload(name="things/one", announced=ANNOUNCED),
    )
    assert get(upload.url).status == 404
    assert request("PUT", download, content=b"Hallo.", headers=upload.headers).status == 404
    with kept.open(name="things/one") as file:
        assert file.read() == TEXT


@pytest.mark.parametrize("token", ["guessed", "a:b", "%00", Signer(salt="another").sign_object({"name": "things/one"})])
def test_what_nobody_signed_leads_nowhere(kept: DiskStore, token: str):
    answer = Client().get(f"/files/{token}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_a_signature_over_another_path_leads_nowhere(kept: DiskStore, tmp_path: Path):
    """Even whoever could sign stays inside the folder."""
    (tmp_path / "secret").write_text("secret")
    shown = {"file_name": "a", "content_type": "text/plain", "is_inline": True, "max_age": 1}
    grant = {"name": "../secret", "until": 2**40, "announced": None, "shown": shown}
    client = Client(raise_request_exception=False)
    answer = client.get(f"/files/{Signer(salt=SALT).sign_object(grant)}")
    assert answer.status_code >= 400
    assert b"secret" not in answer.content


def test_a_file_runs_nothing_where_it_is_opened(kept: DiskStore):
    kept.save(name="things/one", content=BytesIO(b"<script>alert(1)</script>"))
    answer = get(kept.download(name="things/one", shown=SHOWN))
    told = {
        name: answer.headers[name] for name in ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy")
    }
    assert told == {
        "Content-Type": "text/plain; charset=utf-8",
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
    }
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a.txt"'


def test_a_part_is_asked_of_the_same_file_only(kept: DiskStore):
    kept.save(name="things/one", content=BytesIO(TEXT))
    url = kept.download(name="things/one", shown=SHOWN)
    tag = get(url).headers["ETag"]
    assert get(url, **{"Range": "bytes=0-0", "If-Range": tag}).content == TEXT[:1]
    assert get(url, **{"Range": "bytes=0-0", "If-Range": '"another"'}).content == TEXT


def test_a_file_has_one_address_for_minutes(kept: DiskStore):
    addresses = {kept.download(name="things/one", shown=SHOWN) for _ in range(3)}
    assert len(addresses) <= 2


def test_with_a_bucket_there_are_no_such_addresses(kept: DiskStore, settings: Settings):
    kept.save(name="things/one", content=BytesIO(TEXT))
    url = kept.download(name="things/one", shown=SHOWN)
    settings.BUCKET = object()
    assert get(url).status == 404
