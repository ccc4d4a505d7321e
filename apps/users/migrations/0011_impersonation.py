import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0010_imports")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="actor_id",
            field=models.UUIDField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="session",
            name="origin",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="visits",
                to="users.session",
            ),
        ),
        migrations.AddField(
            model_name="session",
            name="is_read_only",
            field=models.BooleanField(db_default=False, default=False),
        ),
        migrations.AlterField(
            model_name="session",
            name="revoked_reason",
            field=models.CharField(
                blank=True,
                choices=[
                    ("logged_out", "Logged Out"),
                    ("revoked_by_user", "Revoked By User"),
                    ("revoked_by_staff", "Revoked By Staff"),
                    ("refresh_token_reused", "Refresh Token Reused"),
                    ("password_changed", "Password Changed"),
                    ("roles_changed", "Roles Changed"),
                    ("deactivated", "Deactivated"),
                    ("erasure_requested", "Erasure Requested"),
                    ("support_ended", "Support Ended"),
                ],
                max_length=30,
            ),
        ),
    ]
