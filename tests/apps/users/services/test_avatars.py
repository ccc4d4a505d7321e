"""Files of pictures: none without a row, none left over."""

from datetime import timedelta
from io import BytesIO

import time_machine
from django.utils import timezone

from apps.users.models import Avatar
from apps.users.services import avatars
from gopro.storage.store import store
from tests.apps.users.factories import UserFactory
from tests.gopro.images.files import GOOD_PNG


def pictured():
    user = UserFactory()
    return avatars.set_avatar(user_id=user.pk, file=BytesIO(GOOD_PNG))


def files_of(avatar_id):
    return [store().find(name=f"avatars/{avatar_id.hex}-{size}.webp") is not None for size in avatars.SIZES]


def test_the_sweep_removes_what_was_never_taken_into_use(db):
    """As if the process had died between the files and the account."""
    user = pictured()
    lost = Avatar.objects.create(user_id=user.pk, unused_since=timezone.now())
    store().save(name=f"avatars/{lost.pk.hex}-64.webp", content=BytesIO(b"x"))
    avatars.sweep()
    assert store().find(name=f"avatars/{lost.pk.hex}-64.webp")
    with time_machine.travel(timezone.now() + timedelta(hours=2)):
        avatars.sweep()
    assert (files_of(lost.pk), files_of(user.avatar_id)) == ([False] * 3, [True] * 3)
    assert list(Avatar.objects.filter(user_id=user.pk).values_list("pk", flat=True)) == [user.avatar_id]


def test_removes_all_of_somebody_who_is_erased_and_nothing_of_others(db):
    user, other = pictured(), pictured()
    avatars.remove_all(user_id=user.pk)
    assert (files_of(user.avatar_id), files_of(other.avatar_id)) == ([False] * 3, [True] * 3)
    assert not Avatar.objects.filter(user_id=user.pk).exists()


def test_an_export_holds_the_picture_itself(db):
    user = pictured()
    (row,) = avatars.exported(user_id=user.pk)
    assert (row["id"], row["picture"][:27]) == (user.avatar_id, "data:image/webp;base64,UklG")
    assert avatars.exported(user_id=UserFactory().pk) == []
