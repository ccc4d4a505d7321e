"""Keys in PostgreSQL: their own schema, their own transaction, wrapped by a master key that is elsewhere."""

import threading
from uuid import uuid4

import pytest
from django.db import InternalError, ProgrammingError, connections, transaction
from django.test.utils import CaptureQueriesContext

from gopro.database import KEYS_ALIAS, WallBroken, aliases_here, atomic
from gopro.security import keys
from gopro.security.keys import cipher, known
from gopro.security.keys.errors import KeysUnavailable, Tampered
from gopro.security.keys.models import PersonalKey
from gopro.security.keys.store import store

FIELD = "users.user.user_created.v1/email"


def test_no_room_can_enter_the_schema(db):
    for alias in aliases_here().values():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT has_schema_privilege('keys', 'USAGE')")
            assert cursor.fetchone() == (False,)
            cursor.execute("SELECT to_regclass('gopro_keys_personalkey')")
            assert cursor.fetchone() == (None,)
        with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using=alias):
            connections[alias].cursor().execute("SELECT * FROM keys.gopro_keys_personalkey")


def test_it_is_a_room_of_nobodys_and_holds_nothing_else(db):
    with connections[KEYS_ALIAS].cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema()")
        assert cursor.fetchone() == ("gopro_keys", "keys")
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'keys' ORDER BY 1")
        assert cursor.fetchall() == [("django_migrations",), ("gopro_keys_personalkey",)]
        with pytest.raises(WallBroken):
            cursor.execute('SELECT * FROM "users_user"')


def test_the_key_in_the_table_is_wrapped(db):
    person = uuid4()
    token = keys.encrypt(person, "Ada", field=FIELD)
    row = PersonalKey.objects.get(person=person)
    assert len(row.wrapped) == 12 + 32 + 16
    swapped = uuid4()
    PersonalKey.objects.create(person=swapped, wrapped=row.wrapped, master=row.master)
    with pytest.raises(Tampered, match="is not as it was wrapped"):
        keys.decrypt(swapped, token, field=FIELD)


def test_keys_of_many_take_two_statements(db):
    people = [uuid4() for _ in range(50)]
    with CaptureQueriesContext(connections[KEYS_ALIAS]) as asked:
        keys.make(people)
        for person in people:
            keys.encrypt(person, "Ada", field=FIELD)
    assert len(asked) == 2


def test_a_roll_back_leaves_a_key_and_nothing_more(committed):
    person = uuid4()
    with atomic("users"):
        keys.encrypt(person, "Ada", field=FIELD)
        transaction.set_rollback(True, using="default")
    known.keys.forget_all()
    assert keys.exists(person)


def test_a_tombstone_stays(db):
    person = uuid4()
    keys.encrypt(person, "Ada", field=FIELD)
    keys.destroy(person, reason="asked for it")
    keys.destroy(person, reason="again")
    row = PersonalKey.objects.get(person=person)
    assert (row.wrapped, row.master, row.reason) == (None, "", "asked for it")
    assert row.destroyed_at is not None
    for change in (lambda: PersonalKey.objects.filter(pk=person).update(reason="x"), row.delete):
        with pytest.raises((InternalError, ProgrammingError), match="stays destroyed"):
            _within(change)


def _within(change) -> None:
    with transaction.atomic(using=KEYS_ALIAS):
        change()


def test_two_that_make_a_key_at_once_have_the_same(committed):
    person, tokens, gate = uuid4(), [], threading.Barrier(4)

    def register() -> None:
        gate.wait()
        key = store().current(person)
        assert key is not None
        tokens.append(cipher.seal("Ada", key=key, person=person, field=FIELD))
        connections.close_all()

    threads = [threading.Thread(target=register) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [keys.decrypt(person, token, field=FIELD) for token in tokens] == ["Ada"] * 4


def test_one_round_trip_when_cold_and_one_for_many(db):
    people = [uuid4() for _ in range(20)]
    tokens = {person: keys.encrypt(person, "Ada", field=FIELD) for person in people}
    known.keys.forget_all()
    with CaptureQueriesContext(connections[KEYS_ALIAS]) as asked:
        assert keys.decrypt(people[0], tokens[people[0]], field=FIELD) == "Ada"
        assert keys.decrypt(people[0], tokens[people[0]], field=FIELD) == "Ada"
        assert len(asked) == 1
        keys.prefetch(people)
        assert {keys.decrypt(person, token, field=FIELD) for person, token in tokens.items()} == {"Ada"}
        assert len(asked) == 2
        keys.prefetch(people)
        assert len(asked) == 2


def test_a_store_that_is_away_says_so_and_not_why(db, monkeypatch):
    monkeypatch.setattr("gopro.security.keys.postgres.FIND", "SELECT nothing FROM nowhere WHERE %s IS NULL")
    with pytest.raises(KeysUnavailable, match=r"^Personal data can't be read or written now$"), _rolled_back():
        keys.encrypt(uuid4(), "Ada", field=FIELD)


def _rolled_back():
    return transaction.atomic(using=KEYS_ALIAS)


def test_the_probe_asks_the_table(committed):
    store().answers()
    with connections[KEYS_ALIAS].cursor() as cursor:
        cursor.execute("ALTER TABLE gopro_keys_personalkey RENAME TO lost")
    with pytest.raises(KeysUnavailable):
        store().answers()
