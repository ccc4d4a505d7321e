import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gopro.identifiers

UNDER_WAY = models.Q(("state__in", ("queued", "running")))


class Migration(migrations.Migration):
    dependencies = [("users", "0009_security_log")]
    operations = [
        migrations.AlterField(
            model_name="onetimetoken",
            name="purpose",
            field=models.CharField(choices=[("verify_email", "Verify Email"), ("reset_password", "Reset Password"), ("account_exists", "reset password, since the address was registered again"), ("cancel_erasure", "Cancel Erasure"), ("new_device", "end a session on a device that was not known"), ("support_access", "end a session of support"), ("invitation", "choose a first password"), ("change_email", "take this address in the place of the account's"), ("restore_email", "take this address back")], max_length=20),
        ),
        migrations.CreateModel(
            name="UserImport",
            fields=[
                ("id", models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ("state", models.CharField(choices=[("queued", "Queued"), ("running", "Running"), ("cancelled", "Cancelled"), ("failed", "Failed"), ("done", "Done")], default="queued", max_length=10)),
                ("is_dry_run", models.BooleanField()),
                ("sends_invitations", models.BooleanField()),
                ("operator", models.CharField(blank=True, default="", max_length=80)),
                ("permissions", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=60), default=list, size=None)),
                ("file", models.CharField(blank=True, max_length=100)),
                ("file_name", models.CharField(max_length=120)),
                ("size", models.BigIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("delimiter", models.CharField(max_length=1)),
                ("columns", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), size=None)),
                ("first_position", models.BigIntegerField()),
                ("first_line", models.IntegerField()),
                ("position", models.BigIntegerField()),
                ("line", models.IntegerField()),
                ("rows_total", models.IntegerField()),
                ("rows", models.IntegerField(default=0)),
                ("created", models.IntegerField(default=0)),
                ("updated", models.IntegerField(default=0)),
                ("unchanged", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("failure", models.CharField(blank=True, default="", max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("updated_at", models.DateTimeField(auto_now=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("asked_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="imports", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "ordering": ["-created_at"],
                "indexes": [models.Index(fields=["-created_at"], name="user_import_newest")],
                "constraints": [models.UniqueConstraint(condition=UNDER_WAY, fields=("is_dry_run",), name="user_import_once_at_a_time")],
            },
        ),
        migrations.CreateModel(
            name="ImportLine",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("line", models.IntegerField()),
                ("became", models.CharField(choices=[("created", "Created"), ("updated", "Updated"), ("refused", "Refused")], max_length=10)),
                ("columns", models.CharField(blank=True, default="", max_length=120)),
                ("code", models.CharField(blank=True, default="", max_length=40)),
                ("detail", models.CharField(blank=True, default="", max_length=300)),
                ("user_import", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="lines", to="users.userimport")),
            ],
            options={"indexes": [models.Index(fields=["user_import", "id"], name="user_import_lines")]},
        ),
    ]
