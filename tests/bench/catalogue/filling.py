"""Courses and lessons by COPY, as publications would have left them; checks of foreign keys wait outside."""

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import batched
from typing import Any
from uuid import UUID

from django.db import connections

from apps.courses.selectors.search.text import words_of
from apps.courses.services.indexing import INDEXED_AS
from apps.courses.services.popularity import score_of
from gopro.identifiers import uuid7
from tests.bench.catalogue.words import Vocabulary

LESSONS = 10  # a course
SHELVES, TAGS, LANGUAGES = 60, 400, ["go", "python", "rust", "java", "c", "sql", "js", "ruby"]
DIFFICULTIES = ["beginner", "intermediate", "advanced"]
FIRST_DAY = datetime(2022, 1, 1, tzinfo=UTC)
VOCABULARY = 30_000
BATCH = 5_000

COURSE = (
    "id slug status version_policy draft_version_id published_version_id external_key locally_modified created_at"
    " updated_at author_id"
)
COURSE_VERSION = (
    "id course_id n title difficulty content_hash created_at summary description description_html language"
    " categories tags requires license attribution"
)
LESSON = (
    "id course_id slug readiness position published_position draft_version_id published_version_id external_key"
    " locally_modified created_at updated_at"
)
LESSON_VERSION = (
    "id lesson_id n title difficulty content_hash created_at summary body body_html duration_minutes resources concepts"
    " requires"
)
ROW = (
    "course_id slug version title summary language difficulty categories tags concepts author_id author_ids"
    " lesson_count exercise_count duration_minutes published_at updated_at words passage standing indexed_as"
)
ROWS = f"CREATE TEMP TABLE filled AS SELECT {ROW.replace(' ', ', ')} FROM courses_catalogueentry WITH NO DATA"
VECTOR = "setweight(to_tsvector('{config}', {text}), '{weight}')"
HEADING = " || ".join(
    (
        VECTOR.format(config="english", text="lower(title)", weight="A"),
        VECTOR.format(config="simple", text="lower(title)", weight="A"),
        VECTOR.format(config="english", text="array_to_string(tags, ' ') || ' ' || language", weight="B"),
    )
)
SEARCH = " || ".join(
    (
        HEADING,
        VECTOR.format(config="english", text="lower(summary)", weight="B"),
        VECTOR.format(config="english", text="lower(passage)", weight="C"),
    )
)
ENTER = f"""
INSERT INTO courses_catalogueentry ({ROW.replace(" ", ", ")}, heading, search)
SELECT *, {HEADING}, {SEARCH} FROM filled
"""
POPULAR = """
INSERT INTO courses_popularity (course_id, score, enrollment_count, completion_count)
SELECT course_id, standing + random() * 8, 1 + (random() * 500)::int, (random() * 50)::int
FROM courses_catalogueentry WHERE random() < 0.5 ON CONFLICT DO NOTHING;
UPDATE courses_catalogueentry AS entry SET standing = popularity.score
FROM courses_popularity AS popularity WHERE popularity.course_id = entry.course_id
"""
TALLY = """
INSERT INTO courses_tally (kind, value, courses)
SELECT kind, value, count(*) FROM (
    SELECT 'word' AS kind, unnest(words) AS value FROM courses_catalogueentry
    UNION ALL SELECT 'tag', unnest(tags) FROM courses_catalogueentry
    UNION ALL SELECT 'category', unnest(categories) FROM courses_catalogueentry
    UNION ALL SELECT 'shelving', array_to_string(categories, ',') FROM courses_catalogueentry
    UNION ALL SELECT 'difficulty', difficulty FROM courses_catalogueentry
    UNION ALL SELECT 'language', language FROM courses_catalogueentry
    UNION ALL SELECT 'all', '' FROM courses_catalogueentry
) AS counted GROUP BY kind, value
ON CONFLICT (kind, value) DO UPDATE SET courses = excluded.courses
"""
GIN = ["search", "heading", "tags", "categories", "concepts", "authors"]
TABLES = [
    "courseversion",
    "course",
    "lessonversion",
    "lesson",
    "catalogueentry",
    "popularity",
    "tally",
    "category",
    "tag",
]

type Row = Sequence[Any]


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A course, and what the tables are told of it."""

    course: Row
    version: Row
    entry: Row
    lessons: list[Row]
    lesson_versions: list[Row]


class Catalogue:
    """What was filled, to be asked for."""

    def __init__(self, *, lessons: int = LESSONS) -> None:
        self.vocabulary = Vocabulary(VOCABULARY)
        self._random = random.Random(11)  # noqa: S311 - no secret
        self._lessons = lessons
        self.slugs: list[str] = []

    def fill(self, upto: int) -> None:
        """So many courses in all. Foreign keys are right by construction, and only a superuser may say so."""
        self._run("SET ROLE NONE; SET session_replication_role = replica; SET statement_timeout = 0")
        if not self.slugs:
            self._run(*self._shelves())
        for numbers in batched(range(len(self.slugs), upto), BATCH):
            self._enter([self._drawn(number) for number in numbers])
        self._run(POPULAR, TALLY, *(f"SELECT gin_clean_pending_list('courses_entry_{name}')" for name in GIN))
        self._run(*(f"ANALYZE courses_{name}" for name in TABLES))
        self._run("RESET session_replication_role; RESET statement_timeout; RESET ROLE")

    def _enter(self, drawn: Sequence[Drawn]) -> None:
        with connections["courses"].cursor() as cursor:
            self._copy(cursor, "courses_course", COURSE, (one.course for one in drawn))
            self._copy(cursor, "courses_courseversion", COURSE_VERSION, (one.version for one in drawn))
            self._copy(cursor, "courses_lesson", LESSON, (row for one in drawn for row in one.lessons))
            versions = (row for one in drawn for row in one.lesson_versions)
            self._copy(cursor, "courses_lessonversion", LESSON_VERSION, versions)
            cursor.execute(ROWS)
            self._copy(cursor, "filled", ROW, (one.entry for one in drawn))
            cursor.execute(f"{ENTER}; DROP TABLE filled")

    @staticmethod
    def _copy(cursor: Any, table: str, columns: str, rows: Iterable[Row]) -> None:
        with cursor.copy(f"COPY {table} ({columns.replace(' ', ', ')}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)

    @staticmethod
    def _run(*statements: str) -> None:
        with connections["courses"].cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def _shelves(self) -> Iterator[str]:
        """A tree two deep, and the names of tags."""
        for number in range(SHELVES):
            slug = f"shelf-{number}"
            above = f"shelf-{number // 10}" if number >= 6 else ""
            path = f"{above}/{slug}" if above else slug
            parent = f"(SELECT id FROM courses_category WHERE slug = '{above}')" if above else "NULL"
            yield (
                "INSERT INTO courses_category (id, slug, name, parent_id, position, path)"
                f" VALUES ('{uuid7()}', '{slug}', 'Shelf {number}', {parent}, {number}, '{path}')"
            )
        for number in range(TAGS):
            yield (
                "INSERT INTO courses_tag (id, kind, slug, name, external_key)"
                f" VALUES ('{uuid7()}', 'tag', 'tag-{number}', 'Tag {number}', '')"
            )

    def _drawn(self, number: int) -> Drawn:
        course_id, version_id, author_id, some = uuid7(), uuid7(), uuid7(), self.vocabulary.some
        at = FIRST_DAY + timedelta(minutes=15 * number)
        title, summary = " ".join(some(4)).capitalize(), " ".join(some(15)).capitalize()
        slug, description = f"course-{number}", " ".join(some(60))
        self.slugs.append(slug)
        titles = [" ".join(some(3)) for _ in range(self._lessons)]
        tags = sorted({f"tag-{int(self._random.paretovariate(0.6)) % TAGS}" for _ in range(3)})
        shelves = sorted({f"shelf-{self._random.randrange(6, SHELVES)}" for _ in range(self._random.choice((1, 1, 2)))})
        language, difficulty = self._random.choice(LANGUAGES), self._random.choice(DIFFICULTIES)
        passage = f"{' · '.join(titles)} · {description}"
        words = list(dict.fromkeys(words_of(f"{title} {' '.join(tags)} {summary} {passage}")))
        lessons, versions = self._parts(course_id, titles, at)
        return Drawn(
            course=(
                course_id,
                slug,
                "published",
                "follow_latest",
                version_id,
                version_id,
                "",
                False,
                at,
                at,
                author_id,
            ),
            version=(
                *(version_id, course_id, 1, title, difficulty, "", at, summary, description, f"<p>{description}</p>"),
                *(language, shelves, tags, [], "", ""),
            ),
            entry=(
                *(course_id, slug, 1, title, summary, language, difficulty, shelves, tags, [], author_id, [author_id]),
                *(len(titles), 0, 10 * len(titles), at, at, words, passage, score_of(1, at=at), INDEXED_AS),
            ),
            lessons=lessons,
            lesson_versions=versions,
        )

    def _parts(self, course_id: UUID, titles: list[str], at: datetime) -> tuple[list[Row], list[Row]]:
        lessons: list[Row] = []
        versions: list[Row] = []
        for place, title in enumerate(titles, start=1):
            lesson_id, version_id = uuid7(), uuid7()
            pointers = (version_id, version_id)
            lessons.append(
                (lesson_id, course_id, f"lesson-{place}", "ready", place, place, *pointers, "", False, at, at)
            )
            written: Row = (title, "beginner", "", at, "", f"{title}.", f"<p>{title}.</p>", 10, "[]", [], [])
            versions.append((version_id, lesson_id, 1, *written))
        return lessons, versions
