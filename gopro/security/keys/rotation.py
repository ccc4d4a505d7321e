"""Another master key: new keys are wrapped by it at once, the others again, and the former one goes when it is idle."""

import time
from collections import Counter
from collections.abc import Iterator

from django.conf import settings
from django.db import transaction
from django.db.models import Count

from gopro.database import KEYS_ALIAS
from gopro.security.keys.masters import Masters, masters
from gopro.security.keys.models import PersonalKey

AT_ONCE = 500  # keys in one transaction
IDLE_SECONDS = 3600.0  # a process that read the file before may yet write what it wrapped then


def rotate() -> Iterator[int]:
    """Answers after each portion how many have been wrapped again. Interrupted, `rewrap` goes on."""
    _ring().rotate()
    yield from rewrap()


def rewrap() -> Iterator[int]:
    """Wrap by the current master key whatever is wrapped by another."""
    done = 0
    while portion := _rewrap_some():
        done += portion
        yield done


def retire() -> set[str]:
    """Forget master keys that wrap nothing and were replaced long enough ago; answers which."""
    ring = _ring().read()
    newest = max(key.made_at for key in ring.keys.values())
    idle = set(ring.keys) - {ring.current} - set(in_use())
    if not idle or time.time() - newest < IDLE_SECONDS:
        return set()
    _ring().retire(idle)
    return idle


def in_use() -> Counter[str]:
    """Master keys, and how many keys each wraps."""
    rows = PersonalKey.objects.filter(destroyed_at=None).values_list("master").annotate(Count("person"))
    return Counter(dict(rows))


def _rewrap_some() -> int:
    ring = _ring().read()
    with transaction.atomic(using=KEYS_ALIAS):
        rows = PersonalKey.objects.filter(destroyed_at=None).exclude(master=ring.current)
        portion = list(rows.select_for_update()[:AT_ONCE])
        for row in portion:
            key = ring.unwrap(bytes(row.wrapped or b""), master=row.master, person=row.person)
            row.wrapped, row.master = ring.wrap(key, person=row.person), ring.current
        PersonalKey.objects.bulk_update(portion, ["wrapped", "master"])
    return len(portion)


def _ring() -> Masters:
    return masters(settings.KEY_FOLDER)
