"""The same for files on the local disk and in a bucket of a real S3 server."""

import hashlib
from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
import time_machine

from gopro.storage.contract import Announced, Shown, Store
from tests.gopro.storage.browser import get, send

pytestmark = pytest.mark.usefixtures("kept")
TEXT = b"Hello, files." * 1000
PICTURE = Shown(file_name="books.png", content_type="image/png", is_inline=True, max_age=60)
SHEET = Shown(file_name="Übung 1.pdf", content_type="application/pdf", is_inline=False, max_age=60)


def announced(content: bytes = TEXT, *, content_type: str = "image/png") -> Announced:
    return Announced(size=len(content), sha256=hashlib.sha256(content).hexdigest(), content_type=content_type)


def read(kept: Store, name: str) -> bytes:
    with kept.open(name=name) as file:
        return file.read()


def names(kept: Store, prefix: str, **options: str) -> list[str]:
    return [stored.name for stored in kept.listed(prefix=prefix, **options)]


def test_keeps_what_it_is_given_and_replaces_it(kept: Store):
    kept.save(name="things/one", content=BytesIO(b"first"))
    kept.save(name="things/one", content=BytesIO(TEXT), content_type="image/png")
    found = kept.find(name="things/one")
    assert found is not None
    assert (found.name, found.size) == ("things/one", len(TEXT))
    assert abs(found.modified_at - datetime.now(tz=UTC)) < timedelta(minutes=1)
    assert read(kept, "things/one") == TEXT


def test_what_is_opened_can_be_sought_in(kept: Store):
    kept.save(name="things/one", content=BytesIO(TEXT))
    with kept.open(name="things/one") as file:
        assert file.seek(0, 2) == len(TEXT)
        file.seek(7)
        assert file.read(5) == b"files"


def test_says_what_is_not_there(kept: Store):
    assert kept.find(name="things/none") is None
    assert names(kept, "things/") == []
    with pytest.raises(FileNotFoundError):
        kept.open(name="things/none")
    kept.delete(name="things/none")


def test_deletes(kept: Store):
    kept.save(name="things/one", content=BytesIO(TEXT))
    kept.delete(name="things/one")
    assert kept.find(name="things/one") is None


def test_lists_in_order_and_goes_on_behind_a_name(kept: Store):
    for name in ("things/b", "things/a", "others/a", "things/c"):
        kept.save(name=name, content=BytesIO(b"x"))
    assert names(kept, "things/") == ["things/a", "things/b", "things/c"]
    assert names(kept, "things/", after="things/a") == ["things/b", "things/c"]


@pytest.mark.parametrize(
    "name", ["../x", "/etc/passwd", "a/../b", "a//b", ".hidden", "a/.b", "A", "", "a b", "x" * 300, "a\0b"]
)
def test_names_lead_nowhere_else(kept: Store, name: str):
    for act in (
        lambda: kept.save(name=name, content=BytesIO(b"x")),
        lambda: kept.open(name=name),
        lambda: kept.find(name=name),
        lambda: kept.delete(name=name),
        lambda: kept.upload(name=name, announced=announced()),
        lambda: kept.download(name=name, shown=PICTURE),
    ):
        with pytest.raises(ValueError, match="is no name of a file"):
            act()


def test_takes_what_was_announced_by_its_address(kept: Store):
    upload = kept.upload(name="uploads/one", announced=announced())
    assert upload.expires_at > datetime.now(tz=UTC) + timedelta(minutes=14)
    assert kept.find(name="uploads/one") is None
    assert send(upload, TEXT).status in {200, 204}
    assert read(kept, "uploads/one") == TEXT


@pytest.mark.parametrize(
    ("content", "changed"),
    [
        (TEXT[:-1], {}),
        (TEXT + b"!", {}),
        (b"J" + TEXT[1:], {}),
        (b"", {}),
        (TEXT, {"Content-Type": "text/html"}),
    ],
    ids=["shorter", "longer", "as long", "nothing", "another kind"],
)
def test_takes_nothing_else(kept: Store, content: bytes, changed: dict[str, str]):
    upload = kept.upload(name="uploads/one", announced=announced())
    assert 400 <= send(upload, content, **changed).status < 500
    assert kept.find(name="uploads/one") is None


def test_an_address_holds_for_its_own_name_only(kept: Store):
    upload = kept.upload(name="uploads/one", announced=announced())
    forged = type(upload)(
        method="PUT",
        url=upload.url.replace("uploads/one", "uploads/two") if "uploads/one" in upload.url else f"{upload.url[:-1]}x",
        headers=upload.headers,
        expires_at=upload.expires_at,
    )
    assert send(forged, TEXT).status in {403, 404}
    assert names(kept, "uploads/") == []


def test_shows_a_picture_in_pages(kept: Store):
    kept.save(name="things/one", content=BytesIO(TEXT), content_type="image/png")
    answer = get(kept.download(name="things/one", shown=PICTURE))
    assert (answer.status, answer.content) == (200, TEXT)
    assert answer.headers["Content-Type"] == "image/png"
    assert answer.headers["Content-Disposition"].startswith("inline")
    assert answer.headers["Cache-Control"] == "private, max-age=60, immutable"
    assert answer.headers["Content-Length"] == str(len(TEXT))


def test_has_other_files_saved_under_their_name(kept: Store):
    kept.save(name="things/one", content=BytesIO(TEXT), content_type="application/pdf")
    answer = get(kept.download(name="things/one", shown=SHEET))
    assert answer.headers["Content-Disposition"] == "attachment; filename*=utf-8''%C3%9Cbung%201.pdf"


@pytest.mark.parametrize(
    ("asked", "part", "told"),
    [
        ("bytes=0-4", TEXT[:5], f"bytes 0-4/{len(TEXT)}"),
        ("bytes=12990-", TEXT[12990:], f"bytes 12990-12999/{len(TEXT)}"),
        ("bytes=-3", TEXT[-3:], f"bytes 12997-12999/{len(TEXT)}"),
        ("bytes=12990-99999", TEXT[12990:], f"bytes 12990-12999/{len(TEXT)}"),
    ],
)
def test_gives_a_part(kept: Store, asked: str, part: bytes, told: str):
    kept.save(name="things/one", content=BytesIO(TEXT), content_type="image/png")
    answer = get(kept.download(name="things/one", shown=PICTURE), Range=asked)
    assert (answer.status, answer.content, answer.headers["Content-Range"]) == (206, part, told)


def test_has_no_part_behind_the_end(kept: Store):
    kept.save(name="things/one", content=BytesIO(TEXT), content_type="image/png")
    assert get(kept.download(name="things/one", shown=PICTURE), Range="bytes=13000-").status == 416


def test_an_address_that_is_over_gives_and_takes_nothing(kept: Store):
    kept.save(name="things/one", content=BytesIO(TEXT))
    with time_machine.travel(datetime.now(tz=UTC) - timedelta(minutes=30)):
        download = kept.download(name="things/one", shown=PICTURE)
        upload = kept.upload(name="uploads/one", announced=announced())
    assert get(download).status in {403, 404}
    assert send(upload, TEXT).status in {403, 404}
    assert kept.find(name="uploads/one") is None
