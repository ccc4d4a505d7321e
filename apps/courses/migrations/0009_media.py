from typing import ClassVar

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

import gopro.identifiers

STATES = [("pending", "Awaited"), ("ready", "Ready")]
KINDS = [("course", "Course"), ("lesson", "Lesson"), ("exercise", "Exercise"), ("bank", "Question bank")]


def id_field() -> models.UUIDField:
    return models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("courses", "0008_review")]
    operations: ClassVar = [
        migrations.CreateModel(
            name="Media",
            fields=[
                ("id", id_field()),
                ("name", models.CharField(max_length=200)),
                ("content_type", models.CharField(max_length=100)),
                ("size", models.PositiveBigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("state", models.CharField(choices=STATES, default="pending", max_length=10)),
                ("is_public", models.BooleanField(default=False)),
                ("uploaded_by", models.UUIDField(blank=True, db_index=True, null=True)),
                ("created_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="media", to="courses.course"
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "media",
                "ordering": ["-created_at", "-id"],
                "indexes": [
                    models.Index(fields=["course", "-created_at", "-id"], name="courses_media_newest"),
                    models.Index(fields=["state", "created_at"], name="courses_media_state"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("course", "sha256"), name="media_once_a_course"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["pending", "ready"])), name="media_state_known"
                    ),
                    models.CheckConstraint(condition=models.Q(("size__gte", 1)), name="media_of_some_size"),
                    models.CheckConstraint(
                        condition=models.Q(("sha256__regex", "^[0-9a-f]{64}$")), name="media_sha256_in_hex"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MediaUse",
            fields=[
                ("id", id_field()),
                ("kind", models.CharField(choices=KINDS, max_length=10)),
                ("version_id", models.UUIDField()),
                (
                    "media",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="uses", to="courses.media"
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [models.Index(fields=["version_id"], name="courses_mediause_version")],
                "constraints": [
                    models.UniqueConstraint(fields=("media", "version_id"), name="media_use_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["course", "lesson", "exercise", "bank"])),
                        name="media_use_kind_known",
                    ),
                ],
            },
        ),
    ]
