"""Who comes along to a new publication, what counts there and why, and estimates of it beforehand."""

import django.db.models.deletion
from django.db import migrations, models

import apps.progress.models.outlines

POLICIES = [("pin", "Pin"), ("follow_compatible", "Follow Compatible"), ("follow_latest", "Follow Latest")]
KINDS = [("lesson", "Lesson"), ("exercise", "Exercise")]
EFFECTS = [
    ("waived", "It came in later and doesn't count for this learner"),
    ("credited", "It counts as done: this learner had completed what came before"),
    ("kept", "It was done in an earlier version, and goes on counting as done"),
    ("required", "It must be done in this version or a later one"),
]
TOTALS = """
UPDATE progress_enrollment AS enrollment SET lessons_total = outline.lessons_total
FROM progress_outline AS outline WHERE outline.id = enrollment.outline_id"""
PASSED = """
UPDATE progress_exercisepass AS pass SET version_id = submission.exercise_version_id
FROM progress_submission AS submission WHERE submission.id = pass.submission_id"""


def key(name: str) -> "tuple[str, models.BigAutoField[int, int]]":
    field = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")
    return name, field


class Migration(migrations.Migration):
    dependencies = [("progress", "0004_certificates_of_nobody")]
    operations = [
        migrations.AddField("course", "followed_version", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("outline", "policy", models.TextField(choices=POLICIES, default="pin", db_default="pin")),
        migrations.AddField(
            "outline",
            "choices",
            models.JSONField(default=apps.progress.models.outlines.kept, db_default={"default": "keep", "items": {}}),
        ),
        migrations.AddField("enrollment", "considered_version", models.IntegerField(default=0, db_default=0)),
        migrations.AddField("enrollment", "lessons_total", models.IntegerField(default=0, db_default=0)),
        migrations.RunSQL(TOTALS, migrations.RunSQL.noop),
        migrations.AddIndex(
            "enrollment",
            models.Index(
                condition=models.Q(("status", "ended"), _negated=True),
                fields=["course", "considered_version", "id"],
                name="enrollment_behind",
            ),
        ),
        migrations.AddField("lessoncompletion", "followed", models.IntegerField(default=0, db_default=0)),
        migrations.RemoveConstraint("lessoncompletion", "completion_once"),
        migrations.AddConstraint(
            "lessoncompletion",
            models.UniqueConstraint(fields=("enrollment", "lesson_id", "version_id"), name="completion_once"),
        ),
        migrations.AddField("exercisepass", "version_id", models.UUIDField(null=True)),
        migrations.AddField("exercisepass", "followed", models.IntegerField(default=0, db_default=0)),
        migrations.RunSQL(PASSED, migrations.RunSQL.noop),
        migrations.RemoveConstraint("exercisepass", "pass_once"),
        migrations.AddConstraint(
            "exercisepass",
            models.UniqueConstraint(
                fields=("enrollment", "exercise_id", "version_id"), name="pass_once", nulls_distinct=False
            ),
        ),
        migrations.CreateModel(
            name="Adjustment",
            fields=[
                key("id"),
                ("kind", models.TextField(choices=KINDS)),
                ("thing_id", models.UUIDField()),
                ("effect", models.TextField(choices=EFFECTS)),
                ("version", models.IntegerField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "enrollment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="adjustments",
                        to="progress.enrollment",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("enrollment", "thing_id", "version"), name="adjustment_once"),
                    models.CheckConstraint(
                        condition=models.Q(("effect__in", [name for name, _ in EFFECTS])),
                        name="adjustment_effect_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", [name for name, _ in KINDS])), name="adjustment_kind_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Impact",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("course_id", models.UUIDField()),
                ("asked", models.JSONField()),
                ("sample", models.IntegerField()),
                ("counts", models.JSONField(null=True)),
                ("due_at", models.DateTimeField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("finished_at", None)), fields=["due_at"], name="impact_due"),
                    models.Index(fields=["created_at"], name="impact_created"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Trial",
            fields=[
                key("id"),
                ("version_id", models.UUIDField()),
                ("verdict", models.TextField(default="")),
                ("tries", models.IntegerField(default=0)),
                (
                    "impact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="trials", to="progress.impact"
                    ),
                ),
                (
                    "submission",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="trials", to="progress.submission"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("impact", "submission"), name="trial_once")],
            },
        ),
    ]
