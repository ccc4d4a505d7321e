"""The rooms found in `apps/`; which of them run in this process, and where each keeps its rows."""

from pathlib import Path

from config.environment import ROOT, Environment

DEFAULT_ALIAS_ROOM = "users"  # Django's own tables (content types, permissions) live beside it


def found(root: Path = ROOT / "apps") -> tuple[str, ...]:
    """Rooms with a model of their own, `users` first, since its alias is Django's default."""
    rooms = sorted(folder.parent.name for folder in root.glob("*/apps.py"))
    return tuple(sorted(rooms, key=lambda room: (room != DEFAULT_ALIAS_ROOM, room)))


def here(environment: Environment) -> tuple[str, ...]:
    """Rooms that this process hosts: all, unless `GOPRO_ROOMS` names some."""
    rooms = found()
    if environment.rooms is None:
        return rooms
    unknown = set(environment.rooms) - set(rooms)
    if unknown:
        raise SystemExit(f"GOPRO_ROOMS names {sorted(unknown)}; the rooms are {', '.join(rooms)}.")
    return tuple(room for room in rooms if room in environment.rooms)


def alias(room: str) -> str:
    return "default" if room == DEFAULT_ALIAS_ROOM else room
