"""Databases that had an audit of the staff before there was a chain."""

from importlib import import_module

import pytest
from django.db import connections

MAKE_WAY = import_module("gopro.audit.migrations.0001_initial").MAKE_WAY


@pytest.mark.django_db
def test_the_old_table_stays_and_is_out_of_the_way() -> None:
    with connections["progress"].cursor() as cursor:
        cursor.execute("DROP TABLE gopro_audit_auditentry")
        cursor.execute("CREATE TABLE gopro_staff_auditentry (id bigint, object_type text)")
        cursor.execute("INSERT INTO gopro_staff_auditentry VALUES (1, 'progress.submission')")
        cursor.execute("CREATE INDEX audit_of_object ON gopro_staff_auditentry (object_type, id)")
        cursor.execute(MAKE_WAY)
        cursor.execute("CREATE INDEX audit_of_object ON gopro_staff_auditentry (id)")
        cursor.execute("SELECT id, object_type FROM gopro_staff_auditentry")
        assert cursor.fetchall() == [(1, "progress.submission")]
