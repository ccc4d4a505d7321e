import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import gopro.identifiers


class Migration(migrations.Migration):
    dependencies = [("users", "0004_personal_access_tokens")]
    operations = [
        migrations.AddField(
            model_name="session",
            name="proved_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.CreateModel(
            name="AuthenticatorApp",
            fields=[
                ("id", models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ("secret", models.CharField(max_length=500)),
                ("last_step", models.BigIntegerField(default=0)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("user", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name="authenticator_app", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Challenge",
            fields=[
                ("id", models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ("purpose", models.CharField(choices=[("second_factor", "a log-in that waits for its second factor"), ("passkey_as_second_factor", "a passkey asked for by such a log-in"), ("passkey_login", "a log-in by passkey alone"), ("passkey_registration", "Passkey Registration"), ("step_up", "a passkey asked of who is signed in")], max_length=30)),
                ("token_hash", models.CharField(max_length=64, unique=True)),
                ("methods", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=10), default=list, size=None)),
                ("password_stamp", models.CharField(blank=True, default="", max_length=128)),
                ("tries", models.SmallIntegerField(default=0)),
                ("expires_at", models.DateTimeField(db_index=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("user", models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name="challenges", to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name="Passkey",
            fields=[
                ("id", models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=80)),
                ("credential_id", models.CharField(max_length=1400, unique=True)),
                ("data", models.BinaryField()),
                ("sign_count", models.BigIntegerField()),
                ("transports", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ("is_backed_up", models.BooleanField()),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("last_used_at", models.DateTimeField(null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="passkeys", to=settings.AUTH_USER_MODEL)),
            ],
            options={"ordering": ["created_at"]},
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(choices=[("authenticator_app_added", "Authenticator App Added"), ("authenticator_app_removed", "Authenticator App Removed"), ("passkey_added", "Passkey Added"), ("passkey_removed", "Passkey Removed"), ("recovery_codes_made", "Recovery Codes Made"), ("recovery_code_used", "Recovery Code Used"), ("codes_guessed", "Codes Guessed"), ("password_guessed", "Password Guessed"), ("password_changed", "Password Changed"), ("factors_reset", "Factors Reset"), ("identity_linked", "Identity Linked"), ("identity_unlinked", "Identity Unlinked"), ("personal_token_made", "Personal Token Made")], max_length=40)),
                ("about", models.CharField(blank=True, default="", max_length=200)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("attempted_at", models.DateTimeField(null=True)),
                ("sent_at", models.DateTimeField(null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="notices", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("sent_at", None)), fields=["created_at"], name="notice_due")],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                ("id", models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ("code_hash", models.CharField(max_length=64)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="recovery_codes", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("user", "code_hash"), name="recovery_code_once")],
            },
        ),
    ]
