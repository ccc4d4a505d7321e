"""Removing a subject: twice, told once for each asking, counted without a word of it."""

from datetime import timedelta
from hashlib import sha256
from uuid import UUID

import pytest

from gopro.api.models import IdempotencyKey
from gopro.database import atomic
from gopro.identifiers import uuid7
from gopro.sagas import tombstones
from gopro.sagas.evidence import Evidence
from gopro.sagas.models import Tombstone
from gopro.testing.sagas import age_tombstones

pytestmark = pytest.mark.django_db
KIND, QUIET = "users.sample", timedelta(minutes=1)


def leave_row(subject: UUID) -> UUID:
    """Any row of the room that is about the subject."""
    key = uuid7()
    rows = IdempotencyKey.objects.using("progress")
    rows.create(
        fingerprint=key, request_hash=str(subject), status=200, headers={}, body=b"", expires_at="2030-01-01T00:00:00Z"
    )
    return key


def remove(subject: UUID, evidence: Evidence) -> None:
    evidence.delete(IdempotencyKey.objects.using("progress").filter(request_hash=str(subject)))


class Confirmed(list[tuple[UUID, dict[str, int]]]):
    def __call__(self, stone: Tombstone) -> None:
        self.append((stone.saga_id, stone.counts))


def first(subject: UUID, saga_id: UUID, confirm: Confirmed) -> None:
    with atomic("progress"):
        tombstones.first_pass(
            room="progress", kind=KIND, subject=subject, saga_id=saga_id, remove=remove, confirm=confirm
        )


def second(confirm: Confirmed) -> int:
    return tombstones.second_pass(room="progress", kind=KIND, remove=remove, confirm=confirm)


def test_what_came_between_the_passes_goes_too_and_is_counted():
    subject, saga_id, confirm = uuid7(), uuid7(), Confirmed()
    others = leave_row(uuid7())
    early = leave_row(subject)
    first(subject, saga_id, confirm)
    late = leave_row(subject)
    assert (second(confirm), confirm) == (0, [])
    age_tombstones(QUIET)
    assert second(confirm) == 1
    assert confirm == [(saga_id, {"gopro_api_idempotencykey": 2})]
    assert list(IdempotencyKey.objects.using("progress").values_list("pk", flat=True)) == [others]
    once = sha256(f"\ngopro_api_idempotencykey {early}".encode()).hexdigest()
    twice = sha256(f"{once}\ngopro_api_idempotencykey {late}".encode()).hexdigest()
    assert Tombstone.objects.using("progress").get().digest == twice


def test_asked_again_it_confirms_the_same_only_once_it_has_confirmed():
    subject, saga_id, confirm = uuid7(), uuid7(), Confirmed()
    leave_row(subject)
    first(subject, saga_id, confirm)
    first(subject, saga_id, confirm)
    assert confirm == []
    age_tombstones(QUIET)
    second(confirm)
    first(subject, saga_id, confirm)
    assert confirm == [(saga_id, {"gopro_api_idempotencykey": 1})] * 2
    assert second(confirm) == 0


def test_it_stands_for_its_subject_in_its_room_alone():
    subject = uuid7()
    first(subject, uuid7(), Confirmed())
    assert tombstones.stands(room="progress", kind=KIND, subject=subject)
    assert not tombstones.stands(room="progress", kind="users.other", subject=subject)
    assert not tombstones.stands(room="courses", kind=KIND, subject=subject)
    assert not tombstones.stands(room="progress", kind=KIND, subject=uuid7())


def test_a_lifted_one_stands_no_more():
    subject = uuid7()
    first(subject, uuid7(), Confirmed())
    tombstones.lift(room="progress", kind=KIND, subject=subject)
    assert not tombstones.stands(room="progress", kind=KIND, subject=subject)


def test_rows_that_stay_are_changed_and_counted_apart():
    subject = uuid7()
    leave_row(subject)
    evidence = Evidence()
    evidence.change(IdempotencyKey.objects.using("progress").filter(request_hash=str(subject)), request_hash="")
    assert evidence.counts == {"gopro_api_idempotencykey made anonymous": 1}
    assert IdempotencyKey.objects.using("progress").get().request_hash == ""
