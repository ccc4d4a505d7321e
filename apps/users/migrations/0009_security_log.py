import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gopro.identifiers


class Migration(migrations.Migration):
    dependencies = [("users", "0008_profiles")]
    operations = [
        migrations.CreateModel(
            name="KnownDevice",
            fields=[
                ("id", models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ("mark", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("last_used_at", models.DateTimeField(db_index=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="known_devices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="knowndevice",
            constraint=models.UniqueConstraint(fields=("user", "mark"), name="known_device_once"),
        ),
        migrations.AddField(
            model_name="session",
            name="methods",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=10),
                db_default=[],
                default=list,
                help_text="By RFC 8176.",
                size=None,
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="device",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="users.knowndevice",
            ),
        ),
        migrations.AddField(
            model_name="onetimetoken",
            name="session_id",
            field=models.UUIDField(help_text="The one that it is about.", null=True),
        ),
        migrations.AlterField(
            model_name="onetimetoken",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("verify_email", "Verify Email"),
                    ("reset_password", "Reset Password"),
                    ("account_exists", "reset password, since the address was registered again"),
                    ("cancel_erasure", "Cancel Erasure"),
                    ("new_device", "end a session on a device that was not known"),
                    ("support_access", "end a session of support"),
                ],
                max_length=20,
            ),
        ),
    ]
