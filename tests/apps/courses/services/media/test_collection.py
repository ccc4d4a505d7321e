"""Collecting what nobody needs, and never what a version shows, whoever writes meanwhile."""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from threading import Event, Thread
from typing import Any
from uuid import UUID

import pytest
from django.db import connections
from django.utils import timezone
from pytest_django.fixtures import Settings

from apps.courses.errors import ContentRefused
from apps.courses.models.content import Course
from apps.courses.models.media import Media, MediaUse
from apps.courses.selectors import media as selectors
from apps.courses.services.lessons import edit_lesson
from apps.courses.services.media import names, removal
from apps.courses.services.media.collection import Finding, collect, findings
from gopro.identifiers import uuid7
from gopro.storage.contract import Store
from gopro.storage.store import store
from tests.apps.courses.factories import make_course, make_lesson
from tests.apps.courses.media import arrive, begin, make_media, png

SECONDS = 30


@pytest.fixture(autouse=True)
def _empty(settings: Settings, tmp_path: Path) -> None:
    """Nothing of other tests lies there."""
    settings.PRIVATE_FOLDER = tmp_path / "private"


def in_days(days: float) -> list[Finding]:
    return list(findings(now=timezone.now() + timedelta(days=days)))


def found(*, days: float) -> list[tuple[str, str]]:
    """What would be collected in so many days."""
    return [(finding.why, finding.what.split()[0]) for finding in in_days(days)]


def collect_in_a_month() -> int:
    return sum(finding.collect() for finding in findings(now=timezone.now() + timedelta(days=31)))


@pytest.mark.usefixtures("db")
def test_each_in_its_time(kept: Store):
    course = make_course()
    used, unused = make_media(course=course), make_media(course=course)
    make_lesson(course=course, body=f"![a](media:{used.pk})")
    awaited = begin(course=course, content=(content := png())).media
    arrive(awaited, content)
    lost = names.kept(uuid7())
    for name in (lost, "media/strange", "unfinished/0123"):
        kept.save(name=name, content=BytesIO(b"x"))
    assert found(days=0.9) == []
    assert found(days=1.1) == [("unfinished", str(awaited.pk))]
    unknown = [("unknown", name) for name in sorted([lost, "media/strange"])]
    assert found(days=3) == [("unfinished", str(awaited.pk)), *unknown, ("unknown", "unfinished/0123")]
    assert ("unused", str(unused.pk)) in found(days=31)
    assert collect_in_a_month() == 7  # with the bytes of the two rows that went
    assert (collect_in_a_month(), collect()) == (0, 0)
    assert list(Media.objects.values_list("pk", flat=True)) == [used.pk]
    assert [stored.name for stored in kept.listed(prefix="media/")] == [names.kept(used.pk)]
    assert list(kept.listed(prefix="uploads/")) == []


@pytest.mark.usefixtures("db")
def test_what_an_old_version_shows_stays_for_ever():
    course = make_course()
    media = make_media(course=course)
    lesson = make_lesson(course=course, body=f"![a](media:{media.pk})")
    edit_lesson(lesson_id=lesson.pk, changes={"body": "Nothing."}, editor_id=None)
    assert found(days=10_000) == []


@pytest.mark.usefixtures("db")
def test_files_of_rows_that_went_are_found_where_the_broker_forgot_them():
    media = make_media(course=make_course())
    name = names.kept(media.pk)
    Media.objects.all().delete()
    assert found(days=3) == [("unknown", name)]


@pytest.mark.usefixtures("db")
def test_a_finding_is_looked_at_once_more():
    """Between the finding and its turn, a text has begun to show it."""
    course = make_course()
    media = make_media(course=course)
    waiting = in_days(31)
    make_lesson(course=course, body=f"![a](media:{media.pk})")
    assert [finding.collect() for finding in waiting] == [False]
    assert Media.objects.filter(pk=media.pk).exists()


type Outcomes = dict[str, object]


def in_thread(name: str, act: Callable[[], object], outcomes: Outcomes) -> Thread:
    def run() -> None:
        try:
            outcomes[name] = act()
        except Exception as failure:
            outcomes[name] = failure
        finally:
            connections.close_all()

    thread = Thread(target=run)
    thread.start()
    return thread


def begin_to_use(course: Course, media: Media) -> Callable[[], object]:
    return lambda: make_lesson(course=course, body=f"![a](media:{media.pk})")


@pytest.fixture
def course(committed: None) -> Course:
    return make_course()


def test_a_text_that_is_being_written_is_waited_for(course: Course, monkeypatch: pytest.MonkeyPatch):
    """The writer has asked whether the file is there, and hasn't committed yet: the collection waits, and keeps it."""
    media, asked, go_on = make_media(course=course), Event(), Event()
    asks, outcomes = selectors.usable, dict[str, object]()

    def slowly(**what: Any) -> set[UUID]:
        usable = asks(**what)
        asked.set()
        assert go_on.wait(SECONDS)
        return usable

    monkeypatch.setattr(selectors, "usable", slowly)
    writer = in_thread("writer", begin_to_use(course, media), outcomes)
    assert asked.wait(SECONDS)
    collector = in_thread("collector", collect_in_a_month, outcomes)
    collector.join(timeout=1)
    assert collector.is_alive(), "it doesn't wait for the row"
    go_on.set()
    writer.join(SECONDS)
    collector.join(SECONDS)
    assert outcomes["collector"] == 0
    assert (MediaUse.objects.filter(media=media).count(), Media.objects.filter(pk=media.pk).count()) == (1, 1)
    assert store().find(name=names.kept(media.pk)) is not None


def test_a_text_that_comes_too_late_is_refused(course: Course, monkeypatch: pytest.MonkeyPatch):
    """The collection has found that nothing shows the file, and hasn't committed yet: the writer waits, and is told."""
    media, decided, go_on = make_media(course=course), Event(), Event()
    removes, outcomes = removal.remove, dict[str, object]()

    def slowly(row: Media) -> None:
        removes(row)
        decided.set()
        assert go_on.wait(SECONDS)

    monkeypatch.setattr(removal, "remove", slowly)
    collector = in_thread("collector", collect_in_a_month, outcomes)
    assert decided.wait(SECONDS)
    writer = in_thread("writer", begin_to_use(course, media), outcomes)
    writer.join(timeout=1)
    assert writer.is_alive(), "it doesn't wait for the row"
    go_on.set()
    collector.join(SECONDS)
    writer.join(SECONDS)
    assert isinstance(outcomes["writer"], ContentRefused)
    assert outcomes["collector"] == 2  # the row, then its bytes
    assert (MediaUse.objects.count(), Media.objects.count(), course.lessons.count()) == (0, 0, 0)
