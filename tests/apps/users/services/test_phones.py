"""Phone numbers: encrypted wherever they stand, gone with the key."""

import pytest
from django.db import connection

from apps.users.models import User
from apps.users.services import phones
from gopro.security import keys
from gopro.security.keys.errors import Tampered
from tests.apps.users.factories import UserFactory

NUMBER = "+380441234567"
EVERYTHING = """
SELECT to_jsonb(account)::text FROM users_user AS account
UNION ALL SELECT to_jsonb(fact)::text FROM gopro_events_outbox AS fact
"""


def test_no_table_holds_a_number(db):
    user = UserFactory()
    phones.set_phone(user_id=user.pk, number=NUMBER)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT to_jsonb(u)::text FROM users_user u UNION ALL SELECT to_jsonb(o)::text FROM gopro_events_outbox o"
        )
        rows = [row for (row,) in cursor.fetchall()]
    assert rows
    assert not [row for row in rows if "441234567" in row]
    assert keys.is_ciphertext(User.objects.get(pk=user.pk).phone)


def test_the_same_number_again_changes_nothing(db):
    user = UserFactory()
    phones.set_phone(user_id=user.pk, number=NUMBER)
    before = User.objects.values().get(pk=user.pk)
    phones.set_phone(user_id=user.pk, number="+380 44 123 45 67")
    assert User.objects.values().get(pk=user.pk) == before


def test_anothers_number_cannot_be_moved_into_ones_own_row(db):
    ada, eve = UserFactory(), UserFactory()
    phones.set_phone(user_id=ada.pk, number=NUMBER)
    User.objects.filter(pk=eve.pk).update(phone=User.objects.get(pk=ada.pk).phone)
    with pytest.raises(Tampered):
        phones.phone_of(User.objects.get(pk=eve.pk))


def test_its_owner_gets_it_with_the_export(db):
    user = UserFactory()
    assert list(phones.exported(user_id=user.pk)) == []
    phones.set_phone(user_id=user.pk, number=NUMBER)
    assert list(phones.exported(user_id=user.pk)) == [{"number": NUMBER}]
