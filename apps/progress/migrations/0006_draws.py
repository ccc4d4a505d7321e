"""Which questions a learner was drawn, and what a person says of a text."""

from typing import ClassVar

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import gopro.identifiers


class Migration(migrations.Migration):
    dependencies: ClassVar = [("progress", "0005_policies")]
    operations: ClassVar = [
        migrations.AddField("submission", "feedback", models.TextField(default="")),
        migrations.AddIndex(
            "submission",
            models.Index(
                condition=models.Q(("kind", "text"), ("status", "ungraded")),
                fields=["exercise_id", "id"],
                name="submission_to_read",
            ),
        ),
        migrations.CreateModel(
            name="Draw",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("exercise_id", models.UUIDField()),
                ("exercise_version_id", models.UUIDField()),
                ("attempt", models.PositiveIntegerField()),
                ("keys", django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), size=None)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="draws", to="progress.enrollment"
                    ),
                ),
                (
                    "submission",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="draw",
                        to="progress.submission",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("enrollment", "exercise_version_id", "attempt"), name="draw_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("submission", None)),
                        fields=("enrollment", "exercise_version_id"),
                        name="draw_open_once",
                    ),
                ],
            },
        ),
    ]
