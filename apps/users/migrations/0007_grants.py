import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gopro.identifiers


class Migration(migrations.Migration):
    dependencies = [("users", "0006_identities")]
    operations = [
        migrations.CreateModel(
            name="RoleGrant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("author", "Author"),
                            ("editor", "Editor"),
                            ("support", "Support"),
                            ("admin", "Admin"),
                        ],
                        max_length=20,
                    ),
                ),
                ("within", models.UUIDField(help_text="The course's id.", verbose_name="on the course")),
                ("granted_by", models.UUIDField(blank=True, null=True)),
                ("reason", models.CharField(max_length=500)),
                (
                    "expires_at",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until it is taken away.", null=True, verbose_name="ends at"
                    ),
                ),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="grants",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [
                    models.Index(fields=["within"], name="role_grant_within"),
                    models.Index(
                        condition=models.Q(("expires_at__isnull", False)),
                        fields=["expires_at"],
                        name="role_grant_expiring",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "role", "within"), name="role_grant_once"),
                ],
            },
        ),
    ]
