"""Publications say more; a time line that the database writes, publications at a time to come, links to drafts."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import gopro.identifiers

PARTS = ("section", "lesson", "exercise")
VERSIONED = ("course", *PARTS)

WRITE_DOWN = """
CREATE FUNCTION courses_write_down_version() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    subject text := TG_ARGV[0];
    thing uuid := to_jsonb(NEW) ->> (subject || '_id');
    home uuid := thing;
BEGIN
    IF subject <> 'course' THEN
        EXECUTE format('SELECT course_id FROM courses_%s WHERE id = $1', subject) INTO STRICT home USING thing;
    END IF;
    INSERT INTO courses_edit (course_id, action, subject, subject_id, n, title, edited_by, edited_at)
        VALUES (home, CASE NEW.n WHEN 1 THEN 'created' ELSE 'edited' END, subject, thing, NEW.n, NEW.title,
                NEW.created_by, NEW.created_at);
    RETURN NULL;
END $$;
CREATE FUNCTION courses_write_down_readiness() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
DECLARE
    subject text := TG_ARGV[0];
BEGIN
    EXECUTE format(
        'INSERT INTO courses_edit (course_id, action, subject, subject_id, n, title, edited_at)
            SELECT $1, $2, $3, $4, n, title, now() FROM courses_%sversion WHERE id = $5', subject)
        USING NEW.course_id, NEW.readiness, subject, NEW.id, NEW.draft_version_id;
    RETURN NULL;
END $$;
CREATE FUNCTION courses_write_down_publication() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$
BEGIN
    INSERT INTO courses_edit (course_id, action, subject, subject_id, n, title, edited_by, edited_at)
        SELECT NEW.course_id, CASE WHEN NEW.restores IS NULL THEN 'published' ELSE 'restored' END, 'course',
               NEW.course_id, NEW.n, title, NEW.published_by, NEW.published_at
            FROM courses_courseversion WHERE id = NEW.course_version_id;
    RETURN NULL;
END $$"""
ON_VERSION = """
CREATE TRIGGER courses_{thing}version_line AFTER INSERT ON courses_{thing}version
    FOR EACH ROW EXECUTE FUNCTION courses_write_down_version('{thing}')"""
ON_READINESS = """
CREATE TRIGGER courses_{thing}_line AFTER UPDATE OF readiness ON courses_{thing}
    FOR EACH ROW WHEN (OLD.readiness IS DISTINCT FROM NEW.readiness)
    EXECUTE FUNCTION courses_write_down_readiness('{thing}')"""
ON_PUBLICATION = """
CREATE TRIGGER courses_publication_line AFTER INSERT ON courses_publication
    FOR EACH ROW EXECUTE FUNCTION courses_write_down_publication()"""
PINNED = """
CREATE TRIGGER courses_schedule_pinned BEFORE UPDATE OF course_id, course_version_id, outline ON courses_schedule
    FOR EACH ROW WHEN ((OLD.course_id, OLD.course_version_id, OLD.outline)
        IS DISTINCT FROM (NEW.course_id, NEW.course_version_id, NEW.outline))
    EXECUTE FUNCTION courses_refuse_change()"""
FILL = """
INSERT INTO courses_edit (course_id, action, subject, subject_id, n, title, edited_by, edited_at)
SELECT course_id, action, subject, thing, n, title, edited_by, edited_at
FROM (
    SELECT log.course_id, 'published' AS action, 'course' AS subject, log.course_id AS thing, log.n, title,
           published_by AS edited_by, published_at AS edited_at, log.id
        FROM courses_publication log JOIN courses_courseversion version ON version.id = log.course_version_id
    UNION ALL
    SELECT course_id, CASE n WHEN 1 THEN 'created' ELSE 'edited' END, 'course', course_id, n, title,
           created_by, created_at, id
        FROM courses_courseversion
    UNION ALL
    SELECT lesson.course_id, CASE version.n WHEN 1 THEN 'created' ELSE 'edited' END, 'lesson', lesson.id, version.n,
           title, created_by, version.created_at, version.id
        FROM courses_lessonversion version JOIN courses_lesson lesson ON lesson.id = version.lesson_id
    UNION ALL
    SELECT exercise.course_id, CASE version.n WHEN 1 THEN 'created' ELSE 'edited' END, 'exercise', exercise.id,
           version.n, title, created_by, version.created_at, version.id
        FROM courses_exerciseversion version JOIN courses_exercise exercise ON exercise.id = version.exercise_id
) AS line ORDER BY edited_at, id"""


def statements() -> list[str]:
    return [
        WRITE_DOWN,
        *(ON_VERSION.format(thing=thing) for thing in VERSIONED),
        *(ON_READINESS.format(thing=thing) for thing in PARTS),
        ON_PUBLICATION,
        PINNED,
        FILL,
    ]


def identity() -> models.UUIDField:
    return models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)


def of_course(*, related_name: str, **options: bool) -> models.ForeignKey:
    protect = django.db.models.deletion.PROTECT
    return models.ForeignKey(on_delete=protect, related_name=related_name, to="courses.course", **options)


ACTIONS = [
    ("created", "Created"),
    ("edited", "Edited"),
    ("ready", "Let go"),
    ("held", "Held back"),
    ("retired", "Taken away"),
    ("published", "Published"),
    ("restored", "Rolled back"),
]
STATES = [
    ("pending", "Waits for its time"),
    ("published", "Published"),
    ("failed", "Refused when its time came"),
    ("cancelled", "Cancelled"),
]


class Migration(migrations.Migration):
    dependencies: ClassVar = [("courses", "0004_structure")]
    operations: ClassVar = [
        migrations.AddField("publication", "note", models.CharField(blank=True, db_default="", default="", max_length=500)),
        migrations.AddField("publication", "restores", models.PositiveIntegerField(blank=True, null=True)),
        migrations.AddField("publication", "counts", models.JSONField(blank=True, null=True)),
        migrations.CreateModel(
            name="Edit",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("action", models.CharField(choices=ACTIONS, max_length=10)),
                ("subject", models.CharField(max_length=10)),
                ("subject_id", models.UUIDField()),
                ("n", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("edited_by", models.UUIDField(blank=True, db_index=True, null=True)),
                ("edited_at", models.DateTimeField()),
                ("course", of_course(related_name="edits", db_index=False)),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["course", "-id"], name="courses_edit_line")],
            },
        ),
        migrations.CreateModel(
            name="PreviewLink",
            fields=[
                ("id", identity()),
                ("label", models.CharField(blank=True, default="", help_text="For whom it is.", max_length=100)),
                ("created_by", models.UUIDField(blank=True, db_index=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("expires_at", models.DateTimeField()),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("openings", models.PositiveIntegerField(default=0)),
                ("opened_at", models.DateTimeField(blank=True, null=True)),
                ("course", of_course(related_name="preview_links")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["course", "-id"], name="courses_preview_course")],
            },
        ),
        migrations.CreateModel(
            name="Schedule",
            fields=[
                ("id", identity()),
                ("outline", models.JSONField()),
                ("choices", models.JSONField(blank=True, null=True)),
                ("impact_id", models.UUIDField(blank=True, null=True)),
                ("note", models.CharField(blank=True, default="", max_length=500)),
                ("due_at", models.DateTimeField()),
                ("state", models.CharField(choices=STATES, default="pending", max_length=10)),
                ("scheduled_by", models.UUIDField(blank=True, db_index=True, null=True)),
                ("scheduled_at", models.DateTimeField(auto_now_add=True)),
                ("settled_at", models.DateTimeField(blank=True, null=True)),
                ("publication", models.PositiveIntegerField(blank=True, null=True)),
                ("failure", models.TextField(blank=True, default="")),
                ("reasons", models.JSONField(blank=True, default=dict)),
                ("course", of_course(related_name="schedules")),
                (
                    "course_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.courseversion"
                    ),
                ),
            ],
            options={
                "ordering": ["-due_at", "-id"],
                "indexes": [
                    models.Index(fields=["course", "-due_at", "-id"], name="courses_schedule_course"),
                    models.Index(condition=models.Q(state="pending"), fields=["due_at"], name="courses_schedule_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(state="pending"), fields=("course", "due_at"), name="schedule_once_at_a_time"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(state__in=["pending", "published", "failed", "cancelled"]),
                        name="schedule_state_known",
                    ),
                ],
            },
        ),
        *(migrations.RunSQL(sql=each, reverse_sql=migrations.RunSQL.noop) for each in statements()),
    ]
