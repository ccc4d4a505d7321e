"""What each database needs before its first migration: a schema and a role of its own, and the extensions."""

from collections.abc import Iterator

import psycopg
from django.core.management import call_command
from django.db import connections

from gopro.database import KEYS_ALIAS, aliases_here

EXTENSIONS = ("pg_trgm", "unaccent")  # taken where the server has them

CREATE_ROLE = """
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{role}') THEN CREATE ROLE {role} NOLOGIN; END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- roles are the whole server's: another run was quicker
END $$"""

CREATE_EXTENSION = """
DO $$ BEGIN
    IF EXISTS (SELECT FROM pg_available_extensions WHERE name = '{name}') THEN
        CREATE EXTENSION IF NOT EXISTS {name} SCHEMA extensions;
        IF 'extensions' <> (SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = '{name}') THEN
            ALTER EXTENSION {name} SET SCHEMA extensions;
        END IF;
    END IF;
END $$"""


def statements(*, room: str, shared: bool) -> Iterator[str]:
    """Idempotent. On a server of its own (not `shared`) a room logs in as itself, so it needs no role to enter."""
    yield "CREATE SCHEMA IF NOT EXISTS extensions"
    for name in EXTENSIONS:
        yield CREATE_EXTENSION.format(name=name).strip()
    yield "REVOKE ALL ON SCHEMA public FROM PUBLIC"
    yield f"CREATE SCHEMA IF NOT EXISTS {room}"
    if shared:
        role = f"gopro_{room}"
        yield CREATE_ROLE.format(role=role).strip()
        yield f"GRANT {role} TO CURRENT_USER"
        yield f"ALTER SCHEMA {room} OWNER TO {role}"
        yield f"GRANT USAGE ON SCHEMA extensions TO {role}"
    yield f"REVOKE ALL ON SCHEMA {room} FROM PUBLIC"


def plan() -> Iterator[tuple[str, list[str]]]:
    """Schema and its statements: those of the rooms hosted here, and that of people's keys."""
    for room, alias in _aliases().items():
        options = connections[alias].settings_dict["OPTIONS"]["options"]
        yield room, list(statements(room=room, shared="role=" in options))


def provision() -> None:
    """Enters as the owner of the database, since the rooms' roles may not be there yet."""
    for room, orders in plan():
        parameters = connections[_aliases()[room]].get_connection_params()
        wanted = {"dbname", "user", "password", "host", "port", "service", "sslmode", "sslrootcert"}
        with psycopg.connect(**{name: parameters[name] for name in wanted & parameters.keys()}) as connection:
            for order in orders:
                connection.execute(order)


def migrate() -> None:
    """Each alias, the default first, since Django's own tables stand there."""
    for alias in _aliases().values():
        call_command("migrate", database=alias, interactive=False, verbosity=0)


def _aliases() -> dict[str, str]:
    """Keys have an alias wherever no service keeps them."""
    return aliases_here() | ({KEYS_ALIAS: KEYS_ALIAS} if KEYS_ALIAS in connections else {})
