"""Each way of meddling with a chain is seen, and the first broken entry is named."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connections

from gopro.audit import trail
from gopro.audit.chain import hash_of, signature_of
from gopro.audit.models import AuditEntry, AuditHead
from gopro.audit.verification import Report, verify
from gopro.database import atomic
from gopro.events.models import Outbox
from gopro.observability import context

type Meddle = Callable[[], None]


@pytest.fixture(autouse=True)
def chain(db: None) -> None:
    """Five entries, and no trigger: whoever meddles owns the table."""
    for number in range(1, 6):
        with context.bind(actor_id=f"actor-{number}"), atomic("users"):
            trail.record(room="users", action="users.user.deactivate", object_type="users.user", object_id=str(number))
    run("ALTER TABLE gopro_audit_auditentry DISABLE TRIGGER USER")


def run(order: str, *params: int) -> None:
    with connections["default"].cursor() as cursor:
        cursor.execute(order, params)


def head() -> AuditHead:
    return AuditHead.objects.using("default").get()


def entry(number: int) -> AuditEntry:
    return AuditEntry.objects.using("default").get(number=number)


def seal(one: AuditEntry, *, after: str) -> AuditEntry:
    """As somebody would who has read the code."""
    one.previous_hash = after
    one.hash = hash_of(one, chain="users")
    return one


def forget_facts() -> None:
    """As if the outbox had been cleared: then the chain and its head are the only witnesses."""
    Outbox.objects.using("default").filter(stream="users.audit:users").delete()


def edit() -> None:
    run("UPDATE gopro_audit_auditentry SET actor_id = 'somebody else' WHERE number = 3")


def edit_changes() -> None:
    run("""UPDATE gopro_audit_auditentry SET changes = '{"a": "b"}' WHERE number = 3""")


def backdate() -> None:
    run("UPDATE gopro_audit_auditentry SET at = at - interval '1 microsecond' WHERE number = 3")


def edit_and_seal() -> None:
    one = entry(3)
    one.actor_id = "somebody else"
    seal(one, after=one.previous_hash).save(using="default")


def remove() -> None:
    run("DELETE FROM gopro_audit_auditentry WHERE number = 3")


def remove_and_close_the_gap() -> None:
    remove()
    run("UPDATE gopro_audit_auditentry SET number = 3 WHERE number = 4")
    run("UPDATE gopro_audit_auditentry SET number = 4 WHERE number = 5")


def swap() -> None:
    for old, new in ((3, 33), (4, 3), (33, 4)):
        run("UPDATE gopro_audit_auditentry SET number = %s WHERE number = %s", new, old)


def insert() -> None:
    for old, new in ((5, 6), (4, 5), (3, 4)):
        run("UPDATE gopro_audit_auditentry SET number = %s WHERE number = %s", new, old)
    forged = entry(4)
    forged.number, forged.actor_id = 3, "nobody"
    seal(forged, after=entry(2).hash).save(using="default", force_insert=True)


def cut() -> None:
    run("DELETE FROM gopro_audit_auditentry WHERE number > 3")


def append_behind_the_end() -> None:
    forged = entry(5)
    forged.number = 6
    seal(forged, after=entry(5).hash).save(using="default", force_insert=True)


@pytest.mark.parametrize("with_facts", [True, False], ids=["facts", "no facts"])
@pytest.mark.parametrize(
    ("meddle", "number", "why"),
    [
        (edit, 3, "altered"),
        (edit_changes, 3, "altered"),
        (backdate, 3, "altered"),
        (remove, 3, "removed"),
        (remove_and_close_the_gap, 3, "altered"),
        (swap, 3, "altered"),
        (cut, 4, "cut off"),
        (append_behind_the_end, 6, "inserted"),
    ],
)
def test_meddling_is_seen_at_its_first_entry(meddle: Meddle, number: int, why: str, with_facts: bool):
    assert verify(room="users").broken is None
    if not with_facts:
        forget_facts()
    meddle()
    report = verify(room="users")
    assert report.broken is not None
    assert (report.broken.number, report.broken.why.partition(":")[0]) == (number, why)
    assert report.entries == (number - 1 if meddle is not append_behind_the_end else number)


@pytest.mark.parametrize(
    ("meddle", "with_facts", "number", "why"),
    [
        (edit_and_seal, True, 3, "written anew"),
        (edit_and_seal, False, 4, "inserted or out of its place"),
        (insert, True, 3, "written anew"),
        (insert, False, 4, "altered"),
    ],
)
def test_whoever_seals_anew_is_seen_too(meddle: Meddle, with_facts: bool, number: int, why: str):
    if not with_facts:
        forget_facts()
    meddle()
    broken = verify(room="users").broken
    assert broken is not None
    assert (broken.number, broken.why.partition(":")[0]) == (number, why)


def rewrite_all(*, keep: int = 5) -> None:
    """The whole chain anew, from entry 3."""
    run("DELETE FROM gopro_audit_auditentry WHERE number > %s", keep)
    after = entry(2).hash
    for number in range(3, keep + 1):
        one = entry(number)
        one.actor_id = "somebody else"
        seal(one, after=after).save(using="default")
        after = one.hash


def broken_at() -> tuple[int, str]:
    broken = verify(room="users").broken
    assert broken is not None
    return broken.number, broken.why.partition(":")[0]


def test_a_chain_written_anew_lacks_our_signature():
    forget_facts()
    rewrite_all()
    assert broken_at() == (5, "written anew")
    AuditHead.objects.using("default").update(hash=entry(5).hash)
    assert broken_at() == (5, "the end of the chain is not signed with this house's secret key")


def test_a_tail_cut_together_with_an_earlier_signed_end_is_seen_by_the_facts_told():
    earlier = AuditHead(chain="users", last_number=3, hash=entry(3).hash)
    earlier.signature = signature_of(earlier)  # as it stood in a backup
    cut()
    AuditHead.objects.using("default").update(last_number=3, hash=earlier.hash, signature=earlier.signature)
    assert broken_at() == (4, "cut off")
    forget_facts()
    assert verify(room="users").broken is None  # here only an anchor kept elsewhere helps


def test_an_anchor_kept_elsewhere_is_the_last_witness():
    anchor = (5, entry(5).hash)
    assert verify(room="users", anchor=anchor).broken is None
    forget_facts()
    cut()
    AuditHead.objects.using("default").update(last_number=3, hash=entry(3).hash)
    shorter = head()
    AuditHead.objects.using("default").update(signature=signature_of(shorter))  # with our own secret key
    assert verify(room="users").broken is None
    broken = verify(room="users", anchor=anchor).broken
    assert broken is not None
    assert broken.number == 5


def test_since_follows_a_part_of_the_chain():
    edit()
    run("UPDATE gopro_audit_auditentry SET at = at - interval '1 day' WHERE number = 1")
    later = verify(room="users", since=entry(4).at)
    assert later == Report(room="users", entries=2, last_number=5, last_hash=entry(5).hash, broken=None)
    assert verify(room="users", since=datetime.now(UTC) + timedelta(days=1)).entries == 0
    broken = verify(room="users", since=entry(2).at).broken
    assert broken is not None
    assert broken.number == 3


def test_a_room_without_entries_is_whole():
    report = verify(room="courses")
    assert (report.entries, report.last_number, report.broken) == (0, 0, None)
