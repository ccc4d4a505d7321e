import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.text
import gopro.identifiers
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('users', '0007_grants'),
    ]

    operations = [
        migrations.CreateModel(
            name='Avatar',
            fields=[
                ('id', models.UUIDField(default=gopro.identifiers.uuid7, editable=False, primary_key=True, serialize=False)),
                ('user_id', models.UUIDField(db_index=True)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('unused_since', models.DateTimeField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name='user',
            name='avatar_id',
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name='user',
            name='links',
            field=django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=200), blank=True, db_default=[], default=list, size=None),
        ),
        migrations.AddField(
            model_name='user',
            name='location',
            field=models.CharField(blank=True, db_default='', default='', max_length=80),
        ),
        migrations.AddField(
            model_name='user',
            name='pronouns',
            field=models.CharField(blank=True, db_default='', default='', max_length=40),
        ),
        migrations.AddField(
            model_name='user',
            name='shown_to',
            field=models.JSONField(blank=True, db_default={}, default=dict, help_text="By field, where it isn't usual."),
        ),
        migrations.AlterField(
            model_name='onetimetoken',
            name='purpose',
            field=models.CharField(choices=[('verify_email', 'Verify Email'), ('reset_password', 'Reset Password'), ('account_exists', 'reset password, since the address was registered again'), ('cancel_erasure', 'Cancel Erasure'), ('new_device', 'end a session on a device that was not known'), ('support_access', 'end a session of support'), ('invitation', 'choose a first password'), ('change_email', "take this address in the place of the account's"), ('restore_email', 'take this address back')], max_length=20),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(fields=['-created_at', '-id'], name='user_newest'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('is_active', False)), fields=['-created_at', '-id'], name='user_closed_newest'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(condition=models.Q(('email_verified_at', None)), fields=['-created_at', '-id'], name='user_unverified_newest'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.GinIndex(fields=['roles'], name='user_of_role'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('username'), 'text_pattern_ops'), name='user_username_begins'),
        ),
        migrations.AddIndex(
            model_name='user',
            index=models.Index(django.contrib.postgres.indexes.OpClass(django.db.models.functions.text.Lower('display_name'), 'text_pattern_ops'), name='user_display_name_begins'),
        ),
        migrations.AddIndex(
            model_name='avatar',
            index=models.Index(condition=models.Q(('unused_since__isnull', False)), fields=['unused_since'], name='avatar_unused'),
        ),
        migrations.AddIndex(
            model_name='onetimetoken',
            index=models.Index(condition=models.Q(('purpose', 'restore_email')), fields=['email'], name='email_kept'),
        ),
    ]
