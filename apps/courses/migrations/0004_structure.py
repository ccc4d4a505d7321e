"""Sections, co-authors, what to do before what, skills, and the path of each category."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.db import migrations, models

import gopro.identifiers

GUARDS = """
CREATE TRIGGER courses_sectionversion_immutable BEFORE UPDATE OR DELETE ON courses_sectionversion
    FOR EACH ROW EXECUTE FUNCTION courses_refuse_change();
ALTER TABLE courses_sectionversion ADD CONSTRAINT sectionversion_of_its_section UNIQUE (section_id, id);
ALTER TABLE courses_section ADD CONSTRAINT section_draft_is_its_own FOREIGN KEY (id, draft_version_id)
    REFERENCES courses_sectionversion (section_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE courses_section ADD CONSTRAINT section_published_is_its_own FOREIGN KEY (id, published_version_id)
    REFERENCES courses_sectionversion (section_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE courses_section ADD CONSTRAINT section_of_its_course UNIQUE (course_id, id);
ALTER TABLE courses_lesson ADD CONSTRAINT lesson_section_in_its_course FOREIGN KEY (course_id, section_id)
    REFERENCES courses_section (course_id, id) DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE courses_lesson ADD CONSTRAINT lesson_published_section_in_its_course
    FOREIGN KEY (course_id, published_section_id)
    REFERENCES courses_section (course_id, id) DEFERRABLE INITIALLY DEFERRED"""
PATHS = """
WITH RECURSIVE tree AS (
    SELECT id, slug::text AS path FROM courses_category WHERE parent_id IS NULL
    UNION ALL
    SELECT child.id, tree.path || '/' || child.slug FROM courses_category child JOIN tree ON child.parent_id = tree.id
) CYCLE id SET is_cycle USING way
UPDATE courses_category SET path = tree.path FROM tree WHERE tree.id = courses_category.id AND NOT tree.is_cycle"""
AUTHORS = """
UPDATE courses_catalogueentry SET author_ids = ARRAY[author_id] WHERE author_id IS NOT NULL"""
CONCEPTS = """
UPDATE courses_catalogueentry entry SET concepts = taught.concepts FROM (
    SELECT course_id, array_agg(DISTINCT concept ORDER BY concept) AS concepts FROM (
        SELECT lesson.course_id, unnest(version.concepts) AS concept
            FROM courses_lesson lesson JOIN courses_lessonversion version ON version.id = lesson.published_version_id
            WHERE lesson.published_position IS NOT NULL
        UNION ALL
        SELECT exercise.course_id, unnest(version.concepts)
            FROM courses_exercise exercise
            JOIN courses_exerciseversion version ON version.id = exercise.published_version_id
            WHERE exercise.published_position IS NOT NULL
    ) each GROUP BY course_id
) taught WHERE taught.course_id = entry.course_id"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0003_deletions")]
    operations = [
        migrations.CreateModel(
            name="CoAuthor",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("user_id", models.UUIDField()),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "ordering": ["added_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Section",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.SlugField(max_length=100)),
                (
                    "readiness",
                    models.CharField(
                        choices=[("ready", "Ready"), ("held", "Held back"), ("retired", "Retired")],
                        default="ready",
                        max_length=10,
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("published_position", models.PositiveIntegerField(blank=True, null=True)),
                ("external_key", models.CharField(blank=True, default="", max_length=200)),
                ("locally_modified", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
            ],
            options={
                "ordering": ["course", "position"],
            },
        ),
        migrations.CreateModel(
            name="SectionVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("n", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("content_hash", models.CharField(max_length=64)),
                ("created_by", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("summary", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["-n"],
            },
        ),
        migrations.CreateModel(
            name="Skill",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("slug", models.SlugField(max_length=100, unique=True)),
                ("name", models.CharField(max_length=100)),
                ("summary", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "ordering": ["slug"],
            },
        ),
        migrations.CreateModel(
            name="SkillLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "relation",
                    models.CharField(choices=[("requires", "Requires"), ("has_part", "Has as a part")], max_length=10),
                ),
            ],
            options={
                "ordering": ["skill", "before"],
            },
        ),
        migrations.AddField(
            model_name="catalogueentry",
            name="author_ids",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="catalogueentry",
            name="concepts",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.SlugField(max_length=100), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="path",
            field=models.CharField(db_index=True, default="", editable=False, max_length=1000),
        ),
        migrations.AddField(
            model_name="courseversion",
            name="requires",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="exerciseversion",
            name="requires",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="lessonversion",
            name="requires",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), blank=True, default=list, size=None
            ),
        ),
        migrations.AddIndex(
            model_name="catalogueentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["concepts"], name="courses_entry_concepts"),
        ),
        migrations.AddIndex(
            model_name="catalogueentry",
            index=django.contrib.postgres.indexes.GinIndex(fields=["author_ids"], name="courses_entry_authors"),
        ),
        migrations.AddField(
            model_name="coauthor",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="co_authors", to="courses.course"
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="course",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sections", to="courses.course"
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="source",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sections",
                to="courses.importsource",
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="published_section",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="published_lessons",
                to="courses.section",
            ),
        ),
        migrations.AddField(
            model_name="lesson",
            name="section",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lessons",
                to="courses.section",
            ),
        ),
        migrations.AddField(
            model_name="sectionversion",
            name="section",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="courses.section"
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="draft_version",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.sectionversion"
            ),
        ),
        migrations.AddField(
            model_name="section",
            name="published_version",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="courses.sectionversion",
            ),
        ),
        migrations.AddField(
            model_name="skilllink",
            name="before",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links_back", to="courses.skill"
            ),
        ),
        migrations.AddField(
            model_name="skilllink",
            name="skill",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="links", to="courses.skill"
            ),
        ),
        migrations.AddIndex(
            model_name="coauthor",
            index=models.Index(fields=["user_id"], name="courses_coauthor_user"),
        ),
        migrations.AddConstraint(
            model_name="coauthor",
            constraint=models.UniqueConstraint(fields=("course", "user_id"), name="co_author_once"),
        ),
        migrations.AddConstraint(
            model_name="sectionversion",
            constraint=models.UniqueConstraint(fields=("section", "n"), name="section_version_once"),
        ),
        migrations.AddConstraint(
            model_name="sectionversion",
            constraint=models.CheckConstraint(condition=models.Q(("n__gte", 1)), name="section_version_from_one"),
        ),
        migrations.AddIndex(
            model_name="section",
            index=models.Index(fields=["course", "position"], name="courses_section_position"),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(fields=("source", "external_key"), name="section_key_once"),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("external_key", ""), ("source__isnull", True)),
                    models.Q(("source__isnull", False), models.Q(("external_key", ""), _negated=True)),
                    _connector="OR",
                ),
                name="section_key_with_source",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(("readiness__in", ["ready", "held", "retired"])), name="section_readiness_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("published_position__isnull", True), ("published_version__isnull", False), _connector="OR"
                ),
                name="section_published_points",
            ),
        ),
        migrations.AddConstraint(
            model_name="section",
            constraint=models.UniqueConstraint(fields=("course", "slug"), name="section_slug_once"),
        ),
        migrations.AddConstraint(
            model_name="skilllink",
            constraint=models.UniqueConstraint(fields=("skill", "before"), name="skill_link_once"),
        ),
        migrations.AddConstraint(
            model_name="skilllink",
            constraint=models.CheckConstraint(
                condition=models.Q(("skill", models.F("before")), _negated=True), name="skill_not_before_itself"
            ),
        ),
        migrations.AddConstraint(
            model_name="skilllink",
            constraint=models.CheckConstraint(
                condition=models.Q(("relation__in", ["requires", "has_part"])), name="skill_relation_known"
            ),
        ),
        *(
            migrations.RunSQL(sql=statements, reverse_sql=migrations.RunSQL.noop)
            for statements in (GUARDS, PATHS, AUTHORS, CONCEPTS)
        ),
    ]
