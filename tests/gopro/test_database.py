"""Rooms and their databases: one transaction is one room's, and a room reaches its own rows only."""

import pytest
from django.db import ProgrammingError, connections, transaction

from apps.courses.models.content import Course
from apps.users.models import User
from gopro import database
from gopro.database import WallBroken, alias_of, atomic, in_transaction_of, on_commit
from gopro.events.models import Outbox

pytestmark = pytest.mark.django_db
ROOMS = ("users", "courses", "progress", "notifications")


def test_each_room_has_an_alias_of_its_own(settings):
    assert {room: alias_of(room) for room in ROOMS} == {
        "users": "default",
        "courses": "courses",
        "progress": "progress",
        "notifications": "notifications",
    }
    assert [database.room_of(alias_of(room)) for room in ROOMS] == list(ROOMS)
    settings.ROOMS_HERE = ("users",)
    with pytest.raises(WallBroken, match="not hosted by this process"):
        alias_of("courses")


def test_rows_live_in_their_rooms_alias_and_the_kernels_say_which():
    router = database.RoomRouter()
    assert (router.db_for_read(User), router.db_for_write(Course)) == ("default", "courses")
    with pytest.raises(WallBroken, match=r"\.using\(alias\)"):
        Outbox.objects.count()
    assert Outbox.objects.using("courses").count() == 0


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_enters_as_its_own_role_and_schema(room):
    with connections[alias_of(room)].cursor() as cursor:
        cursor.execute("SELECT current_user, current_schema()")
        assert cursor.fetchone() == (f"gopro_{room}", room)


@pytest.mark.parametrize("room", ROOMS)
def test_no_role_has_a_grant_on_anothers_schema(room):
    others = [other for other in ROOMS if other != room]
    with connections[alias_of(room)].cursor() as cursor:
        for other in others:
            cursor.execute("SELECT has_schema_privilege(%s, 'USAGE'), has_schema_privilege(%s, 'CREATE')", [other] * 2)
            assert cursor.fetchone() == (False, False)


def test_sql_on_anothers_table_is_refused_twice():
    with connections["courses"].cursor() as cursor, pytest.raises(WallBroken, match="The room courses asked for"):
        cursor.execute('SELECT * FROM "users_user"')
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="courses"):
        connections["courses"].cursor().execute("SELECT * FROM users.users_user")


def test_a_transaction_is_one_rooms():
    assert not in_transaction_of("users")
    with atomic("users"):
        assert in_transaction_of("users")
        with atomic("users"):
            assert in_transaction_of("users")
        with pytest.raises(WallBroken, match="A transaction of users is open"):
            atomic("courses").__enter__()
        assert in_transaction_of("users")
    assert not in_transaction_of("users")


def test_a_decorated_service_may_call_itself():
    @atomic("users")
    def count(down):
        return 0 if down == 0 else 1 + count(down - 1)

    assert count(3) == 3
    assert not in_transaction_of("users")


def test_what_acts_on_commit_acts_once_and_its_failure_harms_nothing(django_capture_on_commit_callbacks):
    acted = []
    with django_capture_on_commit_callbacks(using="courses", execute=True), atomic("courses"):
        on_commit("courses", lambda: acted.append(1))
    assert acted == [1]
