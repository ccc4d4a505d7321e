"""Search in one table of the catalogue, with tallies of its words, and how popular courses are."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
import django.db.models.deletion
from django.db import migrations, models

# Long texts stand apart from the row, so that lists, filters and facets read few pages.
STORAGE = """
ALTER TABLE courses_catalogueentry SET (toast_tuple_target = 256);
ALTER TABLE courses_catalogueentry
    ALTER slug SET STORAGE MAIN, ALTER title SET STORAGE MAIN, ALTER summary SET STORAGE MAIN,
    ALTER language SET STORAGE MAIN, ALTER difficulty SET STORAGE MAIN, ALTER categories SET STORAGE MAIN,
    ALTER tags SET STORAGE MAIN, ALTER concepts SET STORAGE MAIN, ALTER author_ids SET STORAGE MAIN,
    ALTER heading SET STORAGE MAIN, ALTER search SET STORAGE EXTERNAL
"""
DROP = "DROP FUNCTION courses_candidates(text)"

# A query of the words as they are, or with the last one completed. Stop words alone, or what must not be there alone,
# which would lead to everything, are looked for as they are. Matches are counted up to `most`; those of a phrase up to
# a twentieth of that, since each has to be looked at.
ASKED = """
CREATE FUNCTION courses_asked(words text, before text, begun text, completions integer, most integer)
RETURNS TABLE (query tsquery, matches bigint) LANGUAGE plpgsql STABLE
SET search_path FROM CURRENT
SET client_min_messages = 'warning'
SET enable_seqscan = 'off'
AS $$
DECLARE
    completed text;
BEGIN
    query := websearch_to_tsquery('english', words);
    IF querytree(query) IN ('', 'T') THEN
        query := plainto_tsquery('simple', words);
    END IF;
    IF begun <> '' THEN
        SELECT string_agg(value, ' | ') INTO completed FROM (
            SELECT value FROM courses_tally
            WHERE kind = 'word' AND value ~>=~ begun AND value ~<~ (begun || chr(1114111)) AND value <> begun
            ORDER BY courses DESC, value LIMIT completions
        ) AS most;
        IF completed IS NOT NULL THEN
            query := query || (websearch_to_tsquery('english', before) && to_tsquery('english', completed));
        END IF;
    END IF;
    EXECUTE 'SELECT count(*) FROM (SELECT FROM courses_catalogueentry WHERE search @@ $1 LIMIT $2) AS counted'
        INTO matches USING query, CASE WHEN strpos(query::text, '<') > 0 THEN most / 20 ELSE most END;
    RETURN NEXT;
END $$
"""

# Words that no course has, with those of the catalogue that share most of their letters.
MISTYPED = """
CREATE FUNCTION courses_mistyped(words text[], likely_most integer)
RETURNS TABLE (word text, likely text, courses integer) LANGUAGE sql STABLE
SET search_path FROM CURRENT
SET pg_trgm.similarity_threshold = '0.25'
SET client_min_messages = 'warning'
SET enable_seqscan = 'off'
AS $$
    SELECT asked.word, near.value, near.courses
    FROM unnest(words) AS asked (word)
    CROSS JOIN LATERAL (
        SELECT value, courses FROM courses_tally
        WHERE kind = 'word' AND value % asked.word
        ORDER BY similarity(value, asked.word) DESC, courses DESC, value LIMIT likely_most
    ) AS near
    WHERE length(asked.word) > 2 AND numnode(plainto_tsquery('english', asked.word)) > 0
    AND NOT EXISTS (SELECT FROM courses_tally WHERE kind = 'word' AND value = asked.word)
    AND NOT EXISTS (
        SELECT FROM courses_catalogueentry WHERE search @@ plainto_tsquery('english', asked.word)
    )
$$
"""

# The logarithm (of 2) of a sum of two of which the logarithms are known.
SUM = """
CREATE FUNCTION courses_log_sum(one double precision, other double precision) RETURNS double precision
LANGUAGE sql IMMUTABLE
AS $$ SELECT greatest(one, other) + ln(1 + power(2, -least(abs(one - other), 100))) / ln(2) $$
"""
LIBRARY = "SELECT similarity('a', 'a')"  # loads pg_trgm, so that its setting is known


class Migration(migrations.Migration):
    dependencies = [("courses", "0009_media")]
    operations = [
        migrations.RunSQL(DROP, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="catalogueentry", name="courses_entry_words"),
        migrations.RemoveField(model_name="catalogueentry", name="words"),
        migrations.AddField(
            model_name="catalogueentry",
            name="words",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.TextField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="catalogueentry", name="passage", field=models.TextField(blank=True, default="")
        ),
        migrations.AddField(model_name="catalogueentry", name="standing", field=models.FloatField(default=0)),
        migrations.AddField(
            model_name="catalogueentry", name="indexed_as", field=models.PositiveSmallIntegerField(default=0)
        ),
        migrations.AddField(
            model_name="catalogueentry",
            name="heading",
            field=django.contrib.postgres.search.SearchVectorField(default=""),
        ),
        migrations.AddIndex(
            model_name="catalogueentry",
            index=models.Index(fields=["-standing", "-course"], name="courses_entry_standing"),
        ),
        migrations.AddIndex(
            model_name="catalogueentry", index=models.Index(fields=["indexed_as"], name="courses_entry_indexed")
        ),
        migrations.AddIndex(
            model_name="catalogueentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["heading"], name="courses_entry_heading"),
        ),
        migrations.CreateModel(
            name="Popularity",
            fields=[
                (
                    "course",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="popularity",
                        serialize=False,
                        to="courses.course",
                    ),
                ),
                ("score", models.FloatField()),
                ("enrollment_count", models.PositiveIntegerField(default=0)),
                ("completion_count", models.PositiveIntegerField(default=0)),
            ],
            options={"verbose_name_plural": "popularities", "ordering": ["-score", "-course_id"]},
        ),
        migrations.AddIndex(
            model_name="popularity",
            index=models.Index(fields=["-score", "-course"], name="courses_popularity_score"),
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("all", "All"),
                            ("word", "Word"),
                            ("tag", "Tag"),
                            ("category", "Category"),
                            ("shelving", "Shelving"),
                            ("difficulty", "Difficulty"),
                            ("language", "Language"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.TextField()),
                ("courses", models.IntegerField()),
            ],
            options={"verbose_name_plural": "tallies", "ordering": ["kind", "-courses", "value"]},
        ),
        migrations.AddConstraint(
            model_name="tally", constraint=models.UniqueConstraint(fields=["kind", "value"], name="tally_once")
        ),
        migrations.AddIndex(
            model_name="tally", index=models.Index(fields=["kind", "-courses", "value"], name="courses_tally_most")
        ),
        migrations.AddIndex(
            model_name="tally",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(models.F("value"), name="gin_trgm_ops"),
                condition=models.Q(("kind", "word")),
                name="courses_tally_likely",
            ),
        ),
        migrations.AddIndex(
            model_name="tally",
            index=models.Index(
                django.contrib.postgres.indexes.OpClass(models.F("value"), name="text_pattern_ops"),
                condition=models.Q(("kind", "word")),
                name="courses_tally_prefix",
            ),
        ),
        migrations.RunSQL(STORAGE, migrations.RunSQL.noop),
        migrations.RunSQL(LIBRARY, migrations.RunSQL.noop),
        migrations.RunSQL(SUM, "DROP FUNCTION courses_log_sum(double precision, double precision)"),
        migrations.RunSQL(ASKED, "DROP FUNCTION courses_asked(text, text, text, integer, integer)"),
        migrations.RunSQL(MISTYPED, "DROP FUNCTION courses_mistyped(text[], integer)"),
    ]
