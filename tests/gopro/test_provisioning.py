"""A room's schema and role: its own and no other's; and the suite's own database, which a test may ruin."""

import os

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from django.db.utils import ProgrammingError

from gopro import provisioning
from gopro.database import aliases_here


@pytest.fixture
def owner(committed):
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        yield connection


def test_each_alias_is_its_rooms_role_in_its_rooms_schema(db):
    for room, alias in aliases_here().items():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT current_user, current_schemas(false)")
            assert cursor.fetchone() == (f"gopro_{room}", [room, "extensions"])


def test_a_role_is_refused_by_every_other_schema(owner):
    rooms = list(aliases_here())
    for room in rooms:
        owner.execute(f"SET ROLE gopro_{room}")
        for other in [name for name in [*rooms, "public"] if name != room]:
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute(f"CREATE TABLE {other}.mine (n int)")
        owner.execute("RESET ROLE")


def test_trigrams_work_from_every_room(db):
    for alias in aliases_here().values():
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT similarity('goroutine', 'gorutine') > 0.5")
            assert cursor.fetchone() == (True,)


def test_provisioning_again_changes_nothing(owner):
    grants = "SELECT nspname, nspowner::regrole::text, nspacl::text FROM pg_namespace ORDER BY nspname"
    before = owner.execute(grants).fetchall()
    provisioning.provision()
    assert owner.execute(grants).fetchall() == before


def test_an_extension_that_stood_elsewhere_is_moved(owner):
    owner.execute("ALTER EXTENSION pg_trgm SET SCHEMA public")
    provisioning.provision()
    where = "SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'"
    assert owner.execute(where).fetchone() == ("extensions",)


def test_a_room_with_a_server_of_its_own_gets_no_role():
    shared, own = (" ".join(provisioning.statements(room="attic", shared=flag)) for flag in (True, False))
    assert "CREATE ROLE gopro_attic" in shared
    assert "gopro_attic" not in own
    assert "CREATE SCHEMA IF NOT EXISTS attic" in own


def test_a_dry_run_prints_sql_and_touches_nothing(owner, capsys):
    owner.execute("DROP SCHEMA courses CASCADE")
    call_command("provision", "--dry-run")
    assert "-- courses\n" in (printed := capsys.readouterr().out)
    assert "CREATE SCHEMA IF NOT EXISTS courses;" in printed
    assert owner.execute("SELECT 1 FROM pg_namespace WHERE nspname = 'courses'").fetchone() is None


def test_what_a_test_committed_is_gone_afterwards(owner, worker_database):
    owner.execute("DROP SCHEMA courses CASCADE")
    with connections["courses"].cursor() as cursor, pytest.raises(ProgrammingError):
        cursor.execute("SELECT 1 FROM courses.django_migrations")
    worker_database.restore()
    with connections["courses"].cursor() as cursor:
        cursor.execute("SELECT count(*) > 0 FROM courses.django_migrations")
        assert cursor.fetchone() == (True,)
