"""Which kept answers show what: whoever changes what everybody sees says so here, and the answers are made anew."""

from uuid import UUID

from gopro.generations import renew, renew_now_and_then

ROOM = "courses"
CATALOGUE = "catalogue"  # lists, searches, facets, the curriculum
SHELVES = "shelves"  # names and tree of categories, names of tags
POPULAR = "popular"
PRESENCE = "presence"  # which courses there are: one that requires another shows it only while it is there
COURSE = "course:{key}"  # by id and by slug


def course_changed(*, course_id: UUID, slug: str, comes_or_goes: bool = False) -> None:
    """What the public sees of the course and of its parts, or whether it sees it at all."""
    names = [CATALOGUE, *([PRESENCE] if comes_or_goes else []), *(COURSE.format(key=key) for key in (course_id, slug))]
    renew(*(f"{ROOM}.{name}" for name in names), room=ROOM)


def shelves_changed() -> None:
    renew(f"{ROOM}.{SHELVES}", f"{ROOM}.{CATALOGUE}", room=ROOM)


def popularity_changed() -> None:
    """Learners begin courses all the time: now and then is often enough."""
    renew_now_and_then(f"{ROOM}.{POPULAR}", room=ROOM)


def by_key(key: str) -> str:
    """An id in its one form, a slug as it is."""
    try:
        return str(UUID(key))
    except ValueError:
        return key
