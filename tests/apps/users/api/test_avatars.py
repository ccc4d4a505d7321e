"""Pictures of users, over HTTP."""

from io import BytesIO
from urllib.parse import urlsplit

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from apps.users.models import Avatar, User
from apps.users.services import accounts, avatars
from apps.users.services.profiles import ProfileChanges, update_profile
from gopro.identifiers import uuid7
from gopro.storage.store import store
from tests.apps.users.factories import UserFactory
from tests.gopro.images.files import GOOD_JPEG, GOOD_PNG, HOSTILE, encoded, plain

ME = "/api/v1/users/me"
MINE = f"{ME}/avatar"


def sent(client, content, *, kind="image/png", **headers):
    return client.generic("PUT", MINE, content, content_type=kind, **headers)


def pictured(api_of, content=GOOD_PNG, **fields):
    """Somebody with a picture, and their client."""
    user = UserFactory(**fields)
    client = api_of(user)
    assert sent(client, content).status_code == 200
    user.refresh_from_db()
    return user, client


def path_of(url):
    split = urlsplit(url)
    return f"{split.path}?{split.query}"


def files_of(avatar_id):
    return [store().find(name=f"avatars/{avatar_id.hex}-{size}.webp") is not None for size in (64, 256, 512)]


def test_a_picture_is_shown_beside_the_name(api, api_of):
    user, client = pictured(api_of)
    shown = client.get(ME).json()["avatar"]
    assert sorted(shown) == ["256", "512", "64"]
    for size, url in shown.items():
        answer = api.get(path_of(url))
        assert (answer.status_code, answer.headers["Content-Type"]) == (200, "image/webp")
        assert Image.open(BytesIO(answer.content)).size == (int(size), int(size))
    assert client.get(f"/api/v1/users/{user.pk}").json()["avatar"] == shown


def test_a_picture_is_sent_in_a_form_too(api_of):
    client = api_of(UserFactory())
    file = SimpleUploadedFile("ada.exe", GOOD_JPEG, content_type="application/octet-stream")
    assert client.put(MINE, {"file": file}, format="multipart").status_code == 200
    assert client.get(ME).json()["avatar"] is not None


@pytest.mark.parametrize("kind", ["image/jpeg", "image/gif", "image/svg+xml", "image/x-made-up"])
def test_what_a_file_is_called_does_not_count(api_of, kind):
    assert sent(api_of(UserFactory()), GOOD_PNG, kind=kind).status_code == 200


@pytest.mark.parametrize(
    "name", ["svg", "html", "png cut short", "jpeg of 4 gigapixels", "jpeg with an archive behind it"]
)
def test_hostile_files_change_nothing(api_of, name):
    user = UserFactory()
    answer = sent(api_of(user), HOSTILE[name][1](), kind="image/png")
    assert (answer.status_code, answer.json()["code"]) == (422, "picture_refused")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/file"]
    user.refresh_from_db()
    assert (user.avatar_id, Avatar.objects.filter(user_id=user.pk).count()) == (None, 0)


def test_too_large_a_file_is_refused(api_of):
    client = api_of(UserFactory())
    assert sent(client, GOOD_PNG + b"\0" * 2 * 1024 * 1024).status_code == 413
    file = SimpleUploadedFile("large.png", GOOD_PNG + b"\0" * 2 * 1024 * 1024, content_type="image/png")
    answer = client.put(MINE, {"file": file}, format="multipart")
    assert (answer.status_code, answer.json()["code"]) == (422, "picture_refused")


def test_takes_pictures_and_no_json(api_of):
    client = api_of(UserFactory())
    assert client.put(MINE, {"file": "x"}).status_code == 415
    assert client.put(MINE, {"picture": "x"}, format="multipart").status_code == 422
    answer = client.put(MINE, {"file": SimpleUploadedFile("a.png", GOOD_PNG), "avatar_id": "x"}, format="multipart")
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/avatar_id"]


def test_nobody_has_no_picture(api):
    assert [sent(api, GOOD_PNG).status_code, api.delete(MINE).status_code] == [401, 401]


def test_another_picture_takes_the_place_of_the_former(api, api_of, django_capture_on_commit_callbacks):
    user, client = pictured(api_of)
    former, url = user.avatar_id, path_of(client.get(ME).json()["avatar"]["64"])
    assert sent(client, encoded(plain(), "PNG")).status_code == 200
    user.refresh_from_db()
    assert user.avatar_id != former
    assert api.get(url).status_code == 404
    assert files_of(former) == [True] * 3
    avatars.remove_unused(avatar_id=former)
    avatars.remove_unused(avatar_id=user.avatar_id)
    assert (files_of(former), files_of(user.avatar_id)) == ([False] * 3, [True] * 3)
    assert list(Avatar.objects.filter(user_id=user.pk).values_list("pk", flat=True)) == [user.avatar_id]


def test_a_picture_is_taken_away(api_of):
    user, client = pictured(api_of)
    assert [client.delete(MINE).status_code for _ in range(2)] == [204, 204]
    assert client.get(ME).json()["avatar"] is None
    assert client.get(f"/api/v1/users/{user.pk}/avatar/64").status_code == 404


def test_refuses_a_lost_update(api_of):
    user, client = pictured(api_of)
    seen = client.get(ME).headers["ETag"]
    assert client.patch(ME, {"bio": "meanwhile"}).status_code == 200
    assert sent(client, GOOD_PNG, HTTP_IF_MATCH=seen).status_code == 412
    assert client.delete(MINE, HTTP_IF_MATCH=seen).status_code == 412
    before = user.avatar_id
    user.refresh_from_db()
    assert user.avatar_id == before


VIEWERS = ("nobody", "member", "owner", "support")


def test_a_picture_is_shown_to_whom_its_owner_shows_it(api, api_of):
    user, client = pictured(api_of)
    viewers = [api, api_of(UserFactory()), client, api_of(UserFactory(roles=["support"]))]
    found = {}
    for profile, field in (("public", "public"), ("public", "members"), ("members", "public"), ("private", "public")):
        changes = ProfileChanges(visibility=profile, field_visibility={"avatar": field})
        update_profile(user_id=user.pk, changes=changes)
        path = f"/api/v1/users/{user.pk}/avatar/64"
        found[profile, field] = [viewer.get(path).status_code for viewer in viewers]
    assert found == {
        ("public", "public"): [200, 200, 200, 200],
        ("public", "members"): [404, 200, 200, 200],
        ("members", "public"): [404, 200, 200, 200],
        ("private", "public"): [404, 404, 200, 200],
    }


def test_an_address_that_was_shown_is_enough_until_the_audience_changes(api, api_of):
    _, client = pictured(api_of)
    url = path_of(client.get(ME).json()["avatar"]["64"])
    assert [api.get(url).status_code, api.get(url.replace("v=", "v=0")).status_code] == [200, 404]
    client.patch(ME, {"visibility": "private"})
    anew = path_of(client.get(ME).json()["avatar"]["64"])
    assert [api.get(url).status_code, api.get(anew).status_code] == [404, 200]
    client.patch(ME, {"visibility": "members"})
    assert [api.get(url).status_code, api.get(anew).status_code] == [200, 404]


def test_an_address_of_somebodys_is_none_of_anothers(api, api_of):
    ada, client = pictured(api_of)
    grace, _ = pictured(api_of)
    url = path_of(client.get(ME).json()["avatar"]["64"])
    assert api.get(url.replace(str(ada.pk), str(grace.pk))).status_code == 404


def test_caches_keep_what_is_shown_for_good_and_nothing_else(api, api_of):
    user, client = pictured(api_of)
    path = f"/api/v1/users/{user.pk}/avatar/256"
    kept = {}
    for audience in ("members", "public"):
        client.patch(ME, {"visibility": audience})
        url = path_of(client.get(ME).json()["avatar"]["256"])
        kept[audience] = [api.get(url).headers["Cache-Control"], client.get(path).headers["Cache-Control"]]
    assert kept == {
        "members": ["private, max-age=31536000, immutable", "private, no-cache"],
        "public": ["public, max-age=31536000, immutable, s-maxage=86400", "private, no-cache"],
    }


def test_a_picture_that_is_known_is_not_sent_again(api_of):
    user, client = pictured(api_of)
    path = f"/api/v1/users/{user.pk}/avatar/256"
    tag = client.get(path).headers["ETag"]
    assert tag == f'"{user.avatar_id.hex}-256"'
    again = client.get(path, HTTP_IF_NONE_MATCH=tag)
    assert (again.status_code, again.content) == (304, b"")


def test_a_picture_is_never_taken_for_anything_else(api_of):
    user, client = pictured(api_of)
    headers = client.get(f"/api/v1/users/{user.pk}/avatar/64").headers
    names = ("Content-Type", "X-Content-Type-Options", "Content-Security-Policy", "Content-Disposition")
    assert [headers[name] for name in names] == [
        "image/webp",
        "nosniff",
        "default-src 'none'; sandbox",
        'inline; filename="avatar-64.webp"',
    ]


@pytest.mark.parametrize("size", ["1", "65", "1024", "64.webp", "-64", "64/../512"])
def test_there_are_three_sizes(api_of, size):
    user, client = pictured(api_of)
    assert client.get(f"/api/v1/users/{user.pk}/avatar/{size}").status_code == 404


def test_a_closed_account_shows_no_picture(api, api_of):
    user, client = pictured(api_of)
    url = path_of(client.get(ME).json()["avatar"]["64"])
    accounts.deactivate_user(user_id=user.pk, by=uuid7())
    assert [api.get(url).status_code, api_of(UserFactory()).get(url).status_code] == [404, 404]


def test_staff_take_a_picture_away_and_say_why(api_of):
    user, _ = pictured(api_of)
    path = f"/api/v1/users/{user.pk}/remove-avatar"
    for role in ("author", "support"):
        assert api_of(UserFactory(roles=[role])).post(path, {"reason": "rude"}).status_code == 403
    admin = api_of(UserFactory(roles=["admin"]))
    assert admin.post(path, {}).status_code == 422
    assert User.objects.get(pk=user.pk).avatar_id is not None
    assert admin.post(path, {"reason": "rude"}).status_code == 204
    assert User.objects.get(pk=user.pk).avatar_id is None


def test_twenty_an_hour_are_enough(api_of):
    client = api_of(UserFactory())
    answers = [sent(client, b"no picture").status_code for _ in range(21)]
    assert answers == [422] * 20 + [429]
