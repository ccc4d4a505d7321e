"""Looking for accounts among 100,000: each way costs about the same as among ten."""

import time

import pytest
from django.db import connection

from apps.users import selectors
from gopro.identifiers import uuid7
from gopro.security.principal import Principal

ACCOUNTS = 100_000
MOST_MILLISECONDS = 150  # alone on the machine it is a few; a walk through all of them takes several hundred

FILL = """
    INSERT INTO users_user (id, password, username, email, display_name, bio, locale, time_zone, visibility, roles,
                            is_active, email_verified_at, created_at, updated_at)
    SELECT gen_random_uuid(), '', 'user' || n, 'user' || n || '@example.org', 'Person ' || n, '', 'en', 'UTC',
           'members', CASE WHEN n %% 1000 = 0 THEN ARRAY['author'] ELSE ARRAY[]::varchar[] END,
           n %% 500 <> 0, CASE WHEN n %% 200 = 0 THEN NULL ELSE now() END, now() - n * interval '1 minute', now()
      FROM generate_series(1, %s) AS n
"""
WAYS = {
    "all": {},
    "oldest": {"ordering": "created_at"},
    "by user name": {"q": "user77123"},
    "by the beginning of many": {"q": "user7"},
    "by address": {"q": "user77123@ex"},
    "by name": {"q": "person 77123"},
    "nothing like it": {"q": "nobody"},
    "authors": {"role": "author"},
    "nobody has it": {"role": "support"},
    "closed": {"is_active": False},
    "unverified": {"verified": False},
    "closed and unverified authors": {"role": "author", "is_active": False, "verified": False},
}


@pytest.mark.slow
def test_looking_for_accounts_stays_cheap(db, record_property):
    with connection.cursor() as cursor:
        cursor.execute(FILL, [ACCOUNTS])
        cursor.execute("ANALYZE users_user")
    viewer = Principal(user_id=uuid7(), session_id=uuid7(), roles=frozenset({"learner", "support"}))
    took = {}
    for name, wanted in WAYS.items():
        began = time.perf_counter()
        list(selectors.accounts(viewer=viewer, **wanted)[:11])
        took[name] = round((time.perf_counter() - began) * 1000, 1)
    record_property("milliseconds", took)
    assert {name: each for name, each in took.items() if each > MOST_MILLISECONDS} == {}
