from django.db import migrations, models

PURGING = "gopro.purging"
REFUSE = f"""
CREATE OR REPLACE FUNCTION courses_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' AND current_setting('{PURGING}', true) = 'on' THEN
        RETURN OLD;  -- the whole course goes, in the one transaction that said so
    END IF;
    RAISE EXCEPTION '% is written once: a change is a new version', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$"""


class Migration(migrations.Migration):
    dependencies = [("courses", "0002_guards")]
    operations = [
        migrations.RunSQL(sql=REFUSE, reverse_sql=migrations.RunSQL.noop),
        migrations.CreateModel(
            name="Deletion",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("course_id", models.UUIDField()),
                ("slug", models.SlugField(max_length=100)),
                ("title", models.CharField(max_length=200)),
                (
                    "status_before",
                    models.CharField(
                        choices=[("draft", "Draft"), ("published", "Published"), ("retired", "Retired")], max_length=10
                    ),
                ),
                ("requested_at", models.DateTimeField(auto_now_add=True)),
                ("due_at", models.DateTimeField()),
                ("cancelled_at", models.DateTimeField(null=True)),
                ("begun_at", models.DateTimeField(null=True)),
                ("completed_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("cancelled_at", None), ("completed_at", None)),
                        fields=("course_id",),
                        name="deletion_pending_once",
                    )
                ],
            },
        ),
    ]
