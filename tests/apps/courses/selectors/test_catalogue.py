"""The catalogue at some size: searches stay on their indexes and find what was mistyped."""

from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from apps.courses.errors import CourseNotFound
from apps.courses.models.catalogue import CatalogueEntry
from apps.courses.selectors import catalogue
from gopro.identifiers import uuid7
from tests.apps.courses.factories import make_course, make_published

pytestmark = pytest.mark.usefixtures("db")
FILL = """
WITH ids AS MATERIALIZED (
    SELECT gen_random_uuid() AS course_id, gen_random_uuid() AS version_id, 'filler-' || n AS slug
    FROM generate_series(1, %s) n
), courses AS (
    INSERT INTO courses_course
        (id, slug, status, draft_version_id, external_key, locally_modified, created_at, updated_at)
    SELECT course_id, slug, 'retired', version_id, '', false, now(), now() FROM ids
), versions AS (
    INSERT INTO courses_courseversion (id, course_id, n, title, difficulty, content_hash, created_at, summary,
        description, description_html, language, categories, tags, license, attribution)
    SELECT version_id, course_id, 1, slug, 'beginner', '', now(), '', '', '', 'go', '{}', '{}', '', '' FROM ids
)
INSERT INTO courses_catalogueentry (course_id, slug, version, title, summary, language, difficulty, categories, tags,
    lesson_count, exercise_count, duration_minutes, published_at, updated_at, words, search)
SELECT course_id, slug, 1, 'Filler ' || md5(slug), '', 'go', 'beginner', '{}', '{}', 1, 1, 1, now(), now(),
    'filler ' || md5(slug), to_tsvector('english', 'filler ' || md5(slug)) FROM ids
"""


def found(**query: Any) -> list[str]:
    return [row["title"] for row in catalogue.entries(**query)[:10]]


@pytest.fixture
def fillers(db: None) -> int:
    with connections["courses"].cursor() as cursor:
        cursor.execute(FILL, [2_000])
        cursor.execute("ANALYZE courses_catalogueentry")
    return 2_000


def test_a_mistyped_word_is_found_by_index_among_many(fillers: int) -> None:
    make_published(title="Concurrency patterns")
    assert found(q="concurency") == ["Concurrency patterns"]
    with connections["courses"].cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN SELECT course_id FROM courses_catalogueentry WHERE 'concurency' <% words")
        assert "courses_entry_words" in str(cursor.fetchall())


def test_only_a_bounded_number_of_candidates_is_ranked(fillers: int) -> None:
    assert 0 < catalogue.entries(q="filler").count() <= 700 < fillers


def test_entries_show_only_what_is_listed() -> None:
    make_published()
    rows = list(catalogue.entries(q="course"))
    assert set(rows[0]) - set(catalogue.LISTED) == {"pk", "rank"}
    assert set(catalogue.shown(rows)[0]) == set(catalogue.LISTED)


def test_a_draft_is_not_there() -> None:
    draft = make_course()
    for key in (str(draft.id), draft.slug, str(uuid7()), ""):
        with pytest.raises(CourseNotFound):
            catalogue.course(key=key)
        with pytest.raises(CourseNotFound):
            catalogue.course_id(key=key)


def test_an_author_filter_is_exact() -> None:
    course = make_published()
    assert found(author=course.author_id) == [CatalogueEntry.objects.get().title]
    assert found(author=uuid7()) == []
    assert CatalogueEntry.objects.get().published_at <= timezone.now()
