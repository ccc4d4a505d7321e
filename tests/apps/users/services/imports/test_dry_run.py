"""A dry run changes nothing, and says exactly what the run then does."""

import random

import pytest

from apps.users.models import OneTimeToken, User, UserImport
from apps.users.services.imports import chunks, requests, run
from gopro.events.models import Outbox
from tests.apps.users.factories import UserFactory
from tests.apps.users.services.imports.files import asked, counts, file_of, imported, people, principal, report

pytestmark = pytest.mark.django_db
NAMES = [f"name{number}" for number in range(12)]


def rows(seed: int, *, count: int = 200) -> list[str]:
    """Made and changed accounts, names that wander, doubles and faults, at random."""
    dice = random.Random(seed)  # noqa: S311 - a repeatable choice, nothing secret
    return [
        ",".join(
            (
                f"person{dice.randrange(120)}@example.org",
                dice.choice(["", "", *NAMES, "root"]),
                dice.choice(["", "", "Somebody"]),
                dice.choice(["", "en", *[""] * 9, "xx"]),
                dice.choice(["", "UTC", "UTC", *[""] * 9, "Mars/Base"]),
                dice.choice(["", "learner", *[""] * 9, "author", "wizard"]),
                dice.choice(["", "yes", "yes", "no"]),
            )
        )
        for _ in range(count)
    ]


@pytest.mark.parametrize("seed", range(8))
def test_it_says_what_the_run_does(seed: int, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chunks, "CHUNK", 7)
    imported(*(f"person{number}@example.org,{(NAMES[number:] or [''])[0]},,,,," for number in range(60)), mails=False)
    file = file_of(*rows(seed))
    tried = run.go_on(import_id=asked(file, dry=True).pk)
    done = run.go_on(import_id=asked(file).pk)
    assert (tried.state, done.state) == ("done", "done")
    assert counts(tried) == counts(done)
    assert report(tried) == report(done)
    assert min(counts(done)) > 0


def test_it_makes_no_row_no_fact_and_no_mail():
    ada = UserFactory(username="ada", email="ada@example.org", roles=["author"])
    before = User.objects.values().get(pk=ada.pk)
    told = Outbox.objects.using("default").exclude(type__contains="audit").count()
    found = imported("ada@example.org,other,Other,uk,Europe/Kyiv,learner,no", *people("grace"), dry=True)
    assert counts(found) == (1, 1, 0, 0)
    assert User.objects.values().get() == before
    assert Outbox.objects.using("default").exclude(type__contains="audit").count() == told
    assert OneTimeToken.objects.count() == 0


def test_it_is_begun_anew_where_it_was_cut_short(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(chunks, "CHUNK", 2)
    found = asked(file_of(*people("ada", "grace"), "alan@example.org,ADA,,,,,"), dry=True)

    def cut(_: UserImport) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run.go_on(import_id=found.pk, told=cut)
    done = run.go_on(import_id=found.pk)
    assert (counts(done), done.rows) == ((2, 0, 0, 1), 3)
    assert [line for line, *_ in report(done)] == [2, 3, 4]


def test_then_the_same_file_is_run():
    chief = UserFactory(username="chief", roles=["admin"])
    tried = imported(*people("ada"), dry=True, by=chief)
    asked_for = requests.request_run_of(import_id=tried.pk, by=principal(chief))
    done = run.go_on(import_id=asked_for.pk)
    assert (counts(done), done.sha256, done.is_dry_run) == (counts(tried), tried.sha256, False)
    assert User.objects.filter(username="ada").exists()
    tried.refresh_from_db()
    assert (tried.file, done.file) == ("", "")
