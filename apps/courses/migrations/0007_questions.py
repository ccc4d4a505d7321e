"""Banks with immutable versions, what a quiz draws of them, and rubrics of texts."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import gopro.identifiers

GUARDS = """
CREATE TRIGGER courses_bankversion_immutable BEFORE UPDATE OR DELETE ON courses_bankversion
    FOR EACH ROW EXECUTE FUNCTION courses_refuse_change();
ALTER TABLE courses_bankversion ADD CONSTRAINT bankversion_of_its_bank UNIQUE (bank_id, id);
ALTER TABLE courses_bank ADD CONSTRAINT bank_draft_is_its_own FOREIGN KEY (id, draft_version_id)
    REFERENCES courses_bankversion (bank_id, id) DEFERRABLE INITIALLY DEFERRED"""


def key() -> models.UUIDField:
    return models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("courses", "0006_impact")]
    operations: ClassVar = [
        migrations.AddField("exerciseversion", "draws", models.JSONField(blank=True, default=list)),
        migrations.AddField("exerciseversion", "redraws", models.BooleanField(default=False)),
        migrations.AddField("exerciseversion", "rubric", models.JSONField(blank=True, default=list)),
        migrations.CreateModel(
            name="Bank",
            fields=[
                ("id", key()),
                ("slug", models.SlugField(max_length=100)),
                ("is_retired", models.BooleanField(default=False)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="banks", to="courses.course"
                    ),
                ),
            ],
            options={"ordering": ["course", "slug"]},
        ),
        migrations.CreateModel(
            name="BankVersion",
            fields=[
                ("id", key()),
                ("n", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=200)),
                ("content_hash", models.CharField(max_length=64)),
                ("created_by", models.UUIDField(blank=True, null=True)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("questions", models.JSONField(default=list)),
                ("rendered", models.JSONField(default=list)),
                (
                    "bank",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="courses.bank"
                    ),
                ),
            ],
            options={"ordering": ["-n"]},
        ),
        migrations.AddField(
            "bank",
            "draft_version",
            models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.bankversion"
            ),
        ),
        migrations.AddConstraint(
            "bank", models.UniqueConstraint(fields=("course", "slug"), name="bank_slug_once")
        ),
        migrations.AddConstraint(
            "bankversion", models.UniqueConstraint(fields=("bank", "n"), name="bank_version_once")
        ),
        migrations.AddConstraint(
            "bankversion",
            models.CheckConstraint(condition=models.Q(("n__gte", 1)), name="bank_version_from_one"),
        ),
        migrations.RunSQL(sql=GUARDS, reverse_sql=migrations.RunSQL.noop),
    ]
