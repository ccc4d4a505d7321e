"""Taking files in: what was announced and nothing else, once for the same bytes, within the course's bounds."""

import pytest
from pytest_django.fixtures import Settings

from apps.courses.errors import MediaNotFound, MediaQuotaExceeded, MediaRefused, UploadMissing
from apps.courses.models.choices import MediaState
from apps.courses.models.media import Media
from apps.courses.services.media import names, uploads
from apps.courses.services.media.uploads import complete_upload, fitting
from gopro.audit import trail
from gopro.errors import RateLimited
from gopro.identifiers import uuid7
from gopro.images.process import PictureRefused
from gopro.security.attempts import Limit
from gopro.storage.contract import Store
from gopro.storage.store import store
from tests.apps.courses.factories import make_course
from tests.apps.courses.media import arrive, begin, make_media, png
from tests.gopro.images.files import HOSTILE, SVG
from tests.gopro.storage.browser import send

pytestmark = pytest.mark.usefixtures("db")
HTML = b"<html><script>alert(1)</script></html>"


def complete(media: Media) -> Media:
    return complete_upload(media_id=media.pk, uploader_id=uuid7())


def kept(media: Media) -> bytes | None:
    try:
        with store().open(name=names.kept(media.pk)) as file:
            return file.read()
    except FileNotFoundError:
        return None


def test_a_file_is_announced_sent_looked_at_and_ready(kept: Store):
    """On the local disk and in a bucket alike."""
    course, content, author = make_course(), png(), uuid7()
    begun = begin(course=course, content=content, by=author)
    assert (begun.media.state, begun.media.uploaded_by) == (MediaState.PENDING, author)
    assert begun.upload is not None
    assert send(begun.upload, content).status in {200, 204}
    media = complete(begun.media)
    assert (media.pk, media.state, media.size, media.is_public) == (
        begun.media.pk,
        MediaState.READY,
        len(content),
        False,
    )
    with kept.open(name=names.kept(media.pk)) as file:
        assert file.read() == content
    assert kept.find(name=names.sent(media.pk)) is None
    entry = trail.entries("courses").get(action="courses.media.add")
    assert (entry.object_id, entry.changes["course"]) == (str(media.pk), str(course.pk))


def test_completing_twice_is_once():
    media = make_media(course=make_course())
    assert complete(media) == media
    assert trail.entries("courses").filter(action="courses.media.add").count() == 1


def test_the_same_bytes_are_one_file_of_a_course():
    course, content = make_course(), png()
    media = make_media(course=course, content=content)
    again = begin(course=course, content=content, name="another.png")
    assert (again.media, again.upload, again.media.name) == (media, None, "books.png")
    other = begin(course=make_course(), content=content)
    assert (other.media.pk != media.pk, other.upload is not None) == (True, True)


def test_what_is_announced_again_while_it_is_awaited_holds():
    course, content = make_course(), png()
    first = begin(course=course, content=content, name="wrong.txt", content_type="text/plain")
    second = begin(course=course, content=content, name="right.png")
    assert (second.media.pk, second.media.name, second.media.content_type) == (first.media.pk, "right.png", "image/png")
    assert Media.objects.count() == 1


def test_nothing_was_sent():
    begun = begin(course=make_course(), content=png())
    with pytest.raises(UploadMissing):
        complete(begun.media)
    begun.media.refresh_from_db()
    assert begun.media.state == MediaState.PENDING


@pytest.mark.parametrize(
    ("claimed", "content", "pointer"),
    [
        ("image/png", HTML, "/content_type"),
        ("image/png", SVG, "/content_type"),
        ("application/pdf", HTML, "/content_type"),
        ("video/mp4", png(1), "/content_type"),
        ("text/plain", b"a\0b", "/content"),
        ("text/csv", b"\xff\xfe", "/content"),
        ("application/json", b"{\xc3", "/content"),
    ],
)
def test_bytes_are_what_they_claim_to_be(claimed: str, content: bytes, pointer: str):
    begun = begin(course=make_course(), content=content, content_type=claimed)
    arrive(begun.media, content)
    with pytest.raises(MediaRefused) as caught:
        complete(begun.media)
    assert list(caught.value.fields) == [pointer]
    begun.media.refresh_from_db()
    assert (begun.media.state, kept(begun.media)) == (MediaState.PENDING, None)


def test_a_picture_that_is_something_else_too_is_refused():
    name = next(name for name, (why, _) in HOSTILE.items() if why == "trailing_data" and "png" in name)
    content = HOSTILE[name][1]()
    begun = begin(course=make_course(), content=content)
    arrive(begun.media, content)
    with pytest.raises(PictureRefused):
        complete(begun.media)
    assert kept(begun.media) is None


@pytest.mark.parametrize(
    ("sent", "pointer"), [(b"x", "/size"), (b"x" * 200, "/size"), (None, "/sha256")], ids=["short", "long", "other"]
)
def test_other_bytes_than_announced_are_refused(sent: bytes | None, pointer: str):
    """Even if a store had let them in."""
    content = png()
    begun = begin(course=make_course(), content=content)
    arrive(begun.media, sent or content[:-1] + b"x")
    with pytest.raises(MediaRefused) as caught:
        complete(begun.media)
    assert list(caught.value.fields) == [pointer]


def test_the_right_bytes_can_be_sent_after_wrong_ones():
    content = png()
    begun = begin(course=make_course(), content=content)
    arrive(begun.media, b"wrong")
    with pytest.raises(MediaRefused):
        complete(begun.media)
    arrive(begun.media, content)
    assert complete(begun.media).state == MediaState.READY


@pytest.mark.parametrize("kind", ["image/svg+xml", "text/html", "application/javascript", "nonsense", ""])
def test_kinds_that_can_run_something_are_refused_at_once(kind: str):
    with pytest.raises(MediaRefused, match="can't be taken"):
        begin(course=make_course(), content=b"<svg/>", content_type=kind)
    assert Media.objects.count() == 0


def test_a_file_has_a_largest_size(settings: Settings):
    settings.MEDIA_FILE_BYTES = 10 * settings.MEBIBYTE
    with pytest.raises(MediaRefused, match="10 MiB at most"):
        begin(course=make_course(), content=b"x" * (settings.MEDIA_FILE_BYTES + 1), content_type="application/pdf")


def test_the_files_of_a_course_have_a_quota(settings: Settings):
    course, content = make_course(), png()
    make_media(course=course, content=content)
    settings.MEDIA_COURSE_BYTES = 2 * len(content)
    begun = begin(course=course, content=png())  # about as large
    with pytest.raises(MediaQuotaExceeded):
        begin(course=course, content=png() + b"x" * 40, content_type="application/pdf")
    assert begin(course=make_course(), content=content).upload is not None
    assert Media.objects.filter(course=course).count() == 2
    assert begin(course=course, content=content).media.state == MediaState.READY  # what is here is counted once
    assert begun.upload is not None


def test_uploads_are_limited(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(
        uploads, "UPLOADS_OF_ACCOUNT", Limit(name="few", most=1, within=uploads.UPLOADS_OF_ACCOUNT.within)
    )
    course, author = make_course(), uuid7()
    begin(course=course, content=png(), by=author)
    with pytest.raises(RateLimited):
        begin(course=course, content=png(), by=author)


def test_what_was_given_up_meanwhile_is_not_there():
    media_id = begin(course=make_course(), content=png()).media.pk
    Media.objects.all().delete()
    with pytest.raises(MediaNotFound):
        complete_upload(media_id=media_id, uploader_id=uuid7())


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("../../etc/passwd.png", "passwd.png"),
        ("C:\\pictures\\a.png", "a.png"),
        ("a\nb\0.png", "a b .png"),
        ("...", "file.png"),
        ("evil.html", "evil.html.png"),
        ("x" * 500 + ".png", "x" * 184 + ".png"),
    ],
)
def test_names(name: str, found: str):
    assert fitting(name, content_type="image/png") == found
