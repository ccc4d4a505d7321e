"""Copies compared with their sources, and only what differs told anew."""

import pytest
from django.core.management import CommandError

from apps.notifications.models import Recipient
from apps.progress.models import Course, OutlineLesson
from apps.users.contracts import UserSnapshot
from apps.users.services import profiles
from apps.users.services.profiles import ProfileChanges
from gopro.events.loop import drain
from gopro.events.operations import reconcile
from gopro.events.operations.metrics import DriftCollector
from gopro.events.operations.models import Reconciliation
from gopro.events.operations.reconcile import Buckets, Drift
from gopro.identifiers import uuid7
from tests.gopro.events.samples import call, make_users, published, told_of

pytestmark = pytest.mark.django_db


def compare(name: str = "notifications.recipients") -> Drift:
    (pair,) = [pair for pair in reconcile.pairs() if pair.projection.name == name]
    return reconcile.compare(pair)


def drift_figure(projection: str) -> float:
    (family,) = DriftCollector().collect()
    (sample,) = [one for one in family.samples if one.labels["projection"] == projection]
    return sample.value


def test_equal_sets_have_equal_buckets_in_whatever_order():
    ids = [uuid7() for _ in range(50)]
    one, other = Buckets(), Buckets()
    for number, subject_id in enumerate(ids):
        one.add(subject_id, number)
    for number, subject_id in reversed(list(enumerate(ids))):
        other.add(subject_id, number)
    assert one.differing(other) == set()
    other.add(ids[0], 99)
    assert one.differing(other) == {ids[0].bytes[-1]}


def test_what_is_alike_is_found_so():
    make_users(4)
    published()
    assert call("reconcile").splitlines() == [
        "notifications.recipients: 4 compared, 0 missing, 0 different, 0 without a source",
        "progress.outlines: 1 compared, 0 missing, 0 different, 0 without a source",
    ]
    assert drift_figure("notifications.recipients") == 0


def test_only_what_differs_is_told_anew():
    users = make_users(4)
    Recipient.objects.filter(user_id=users[0]).delete()
    Recipient.objects.filter(user_id=users[1]).update(locale="uk")
    drift = compare()
    assert (drift.compared, drift.missing, drift.different, drift.extra) == (4, [users[0]], [users[1]], [])
    assert drift_figure("notifications.recipients") == 2
    with pytest.raises(CommandError, match="2 subjects differ"):
        call("reconcile", "notifications.recipients")
    assert told_of(UserSnapshot, alias="default") == []
    assert "2 facts told anew" in call("reconcile", "notifications.recipients", "--repair")
    assert [row.data["user_id"] for row in told_of(UserSnapshot, alias="default")] == [str(users[0]), str(users[1])]
    drain()
    assert compare().total == 0
    assert Reconciliation.objects.using("notifications").get().drift == 0


def test_a_copy_of_what_is_no_more_is_reported_and_stays():
    make_users(1)
    stranger = Recipient.objects.create(user_id=uuid7(), is_known=True)
    assert compare().extra == [stranger.user_id]
    with pytest.raises(CommandError, match="1 subjects differ"):
        call("reconcile", "notifications.recipients", "--repair")
    assert Recipient.objects.filter(pk=stranger.pk).exists()


def test_what_is_on_its_way_is_no_drift():
    users = make_users(2)
    profiles.update_profile(user_id=users[0], changes=ProfileChanges(display_name="On its way"))
    assert compare().total == 0
    drain()
    assert compare().total == 0


def test_an_outline_that_differs_is_mended():
    published()
    OutlineLesson.objects.filter(position=0).update(title="Spoiled")
    assert len(compare("progress.outlines").different) == 1
    call("reconcile", "progress.outlines", "--repair")
    drain()
    assert compare("progress.outlines").total == 0
    Course.objects.all().update(status="retired")
    assert len(compare("progress.outlines").different) == 1


def test_the_clock_compares_and_mends():
    users = make_users(2)
    Recipient.objects.filter(user_id=users[0]).delete()
    reconcile.reconcile_room("notifications")
    drain()
    assert Recipient.objects.count() == 2
    assert drift_figure("notifications.recipients") == 1  # as it was found
    reconcile.reconcile_room("notifications")
    assert drift_figure("notifications.recipients") == 0


def test_an_unknown_copy_is_refused():
    with pytest.raises(CommandError, match="There is no copy cats that can be compared; there are notifications"):
        call("reconcile", "cats")
