"""Reviews of exactly the versions they name, and comments on drafts."""

from typing import ClassVar

import django.db.models.deletion
from django.db import migrations, models

import gopro.identifiers

STATES = [
    ("in_review", "In review"),
    ("approved", "Approved"),
    ("changes_requested", "Changes asked for"),
    ("withdrawn", "Withdrawn"),
]


def own_id() -> tuple[str, models.UUIDField]:
    return ("id", models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False))


def part(to: str) -> models.ForeignKey:
    return models.ForeignKey(
        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="threads", to=to
    )


def of(to: str, name: str) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name=name, to=to)


class Migration(migrations.Migration):
    dependencies: ClassVar = [("courses", "0007_questions")]
    operations: ClassVar = [
        migrations.AddField(
            model_name="course",
            name="review_required",
            field=models.BooleanField(db_default=False, default=False, help_text="Published with an approval only."),
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                own_id(),
                ("state", models.CharField(choices=STATES, default="in_review", max_length=20)),
                ("outline", models.JSONField()),
                ("request_note", models.CharField(blank=True, max_length=2000)),
                ("requested_by", models.UUIDField(blank=True, null=True)),
                ("requested_at", models.DateTimeField()),
                ("decision_note", models.CharField(blank=True, max_length=2000)),
                ("decided_by", models.UUIDField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("course", of("courses.course", "reviews")),
                ("course_version", of("courses.courseversion", "+")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["course", "-id"], name="courses_review_latest")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "in_review")), fields=("course",), name="review_open_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", [name for name, _ in STATES])), name="review_state_known"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CommentThread",
            fields=[
                own_id(),
                ("n", models.PositiveIntegerField()),
                ("field", models.CharField(blank=True, max_length=200)),
                ("line", models.PositiveIntegerField(blank=True, null=True)),
                ("quote", models.CharField(blank=True, max_length=300)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("resolved_at", models.DateTimeField(blank=True, null=True)),
                ("resolved_by", models.UUIDField(blank=True, null=True)),
                ("course", of("courses.course", "threads")),
                ("exercise", part("courses.exercise")),
                ("lesson", part("courses.lesson")),
            ],
            options={
                "ordering": ["-id"],
                "indexes": [models.Index(fields=["course", "-id"], name="courses_thread_latest")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("lesson__isnull", True), ("exercise__isnull", True), _connector="OR"),
                        name="thread_about_one_thing",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("line__isnull", True), models.Q(("field", ""), _negated=True), _connector="OR"
                        ),
                        name="thread_line_of_a_field",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Comment",
            fields=[
                own_id(),
                ("text", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("written_by", models.UUIDField(blank=True, db_index=True, null=True)),
                ("writer_name", models.CharField(blank=True, max_length=150)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("thread", of("courses.commentthread", "comments")),
            ],
            options={"ordering": ["id"]},
        ),
    ]
