"""Version policies, the terms in the publish log, and estimates of what a publication would do to learners."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models

import apps.courses.models.publishing
import gopro.identifiers

POLICIES = [
    ("pin", "Nobody: learners keep the version that they began, until they ask for a newer one"),
    ("follow_compatible", "Those for whom nothing that they did loses its worth"),
    ("follow_latest", "Everybody"),
]
NAMES = [name for name, _ in POLICIES]


class Migration(migrations.Migration):
    dependencies = [("courses", "0005_versions")]
    operations = [
        migrations.AddField(
            model_name="course",
            name="version_policy",
            field=models.CharField(
                choices=POLICIES,
                db_default="pin",
                default="pin",
                help_text="Who of those who learn already comes along, from the next publication on.",
                max_length=20,
            ),
        ),
        migrations.AddConstraint(
            model_name="course",
            constraint=models.CheckConstraint(
                condition=models.Q(("version_policy__in", NAMES)), name="course_policy_known"
            ),
        ),
        migrations.AddField(
            model_name="publication",
            name="policy",
            field=models.CharField(choices=POLICIES, db_default="pin", default="pin", max_length=20),
        ),
        migrations.AddField(
            model_name="publication",
            name="choices",
            field=models.JSONField(
                db_default={"default": "keep", "items": []}, default=apps.courses.models.publishing.kept
            ),
        ),
        migrations.AddField(model_name="publication", name="impact", field=models.JSONField(blank=True, null=True)),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("policy__in", NAMES)), name="publication_policy_known"
            ),
        ),
        migrations.CreateModel(
            name="Impact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("base", models.PositiveIntegerField()),
                ("outline", models.JSONField()),
                ("policy", models.CharField(choices=POLICIES, max_length=20)),
                ("choices", models.JSONField()),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("figures", models.JSONField(null=True)),
                ("is_final", models.BooleanField(default=False)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "course",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="impacts", to="courses.course"
                    ),
                ),
                (
                    "course_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="courses.courseversion"
                    ),
                ),
            ],
            options={
                "ordering": ["-asked_at", "-id"],
                "indexes": [models.Index(fields=["course", "-asked_at"], name="impact_of_course")],
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("policy__in", NAMES)), name="impact_policy_known"),
                    models.CheckConstraint(
                        condition=models.Q(("is_final", False), ("figures__isnull", False), _connector="OR"),
                        name="impact_final_told",
                    ),
                ],
            },
        ),
    ]
