"""Database aliases: one a room and one for people's keys, each with its own schema and role, wherever its URL says."""

from typing import Any

import environ

from config import rooms
from config.environment import Environment

NO_SERVER = "postgresql:///gopro"  # commands that ask no database, such as collectstatic, run without an address
EXTENSIONS_SCHEMA = "extensions"
KEYS = "keys"
SESSION = "-c statement_timeout=30000 -c idle_in_transaction_session_timeout=60000 -c lock_timeout=10000"


def of_room(*, room: str, environment: Environment, pool: bool) -> dict[str, Any]:
    """Connection settings of one room; a shared URL is entered as the room's role, a room's own URL as it stands."""
    settings: dict[str, Any] = environ.Env.db_url_config(environment.database_url_of(room) or NO_SERVER)
    settings["ENGINE"] = "django.db.backends.postgresql"
    options = settings.setdefault("OPTIONS", {})
    role = f"-c role=gopro_{room} " if not environment.has_own_database(room) else ""
    options["options"] = f"{role}-c search_path={room},{EXTENSIONS_SCHEMA} {SESSION}"
    if pool:
        options["pool"] = {"min_size": 1, "max_size": 8, "timeout": 10}
    settings["CONN_HEALTH_CHECKS"] = not pool
    settings["CONN_MAX_AGE"] = 0 if pool else None
    return settings


def of_process(*, environment: Environment, pool: bool = False) -> dict[str, dict[str, Any]]:
    """Aliases of the rooms hosted here, and of people's keys unless a service has them.

    Django wants a `default`, which may be empty.
    """
    aliases = {
        rooms.alias(room): of_room(room=room, environment=environment, pool=pool) for room in rooms.here(environment)
    }
    if not environment.keys_url:
        aliases[KEYS] = of_room(room=KEYS, environment=environment, pool=pool)
    return {"default": {}} | aliases
