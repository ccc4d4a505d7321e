from django.db import migrations, models
from django.db.models import Q
from django.db.models.functions import Now


FOR_EVER = """
CREATE FUNCTION gopro_keys_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'A destroyed key stays destroyed: % is refused.', TG_OP USING ERRCODE = 'insufficient_privilege';
END $$;
CREATE TRIGGER gopro_keys_stay_destroyed BEFORE UPDATE ON gopro_keys_personalkey
    FOR EACH ROW WHEN (OLD.destroyed_at IS NOT NULL) EXECUTE FUNCTION gopro_keys_refuse();
CREATE TRIGGER gopro_keys_stay BEFORE DELETE ON gopro_keys_personalkey
    FOR EACH ROW EXECUTE FUNCTION gopro_keys_refuse();
"""
BACK = """
DROP TRIGGER gopro_keys_stay ON gopro_keys_personalkey;
DROP TRIGGER gopro_keys_stay_destroyed ON gopro_keys_personalkey;
DROP FUNCTION gopro_keys_refuse;
"""


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='PersonalKey',
            fields=[
                ('person', models.UUIDField(primary_key=True, serialize=False)),
                ('wrapped', models.BinaryField(null=True)),
                ('master', models.CharField(blank=True, max_length=32)),
                ('created_at', models.DateTimeField(db_default=Now())),
                ('destroyed_at', models.DateTimeField(null=True)),
                ('reason', models.CharField(blank=True, max_length=200)),
            ],
            options={
                'constraints': [
                    models.CheckConstraint(
                        condition=Q(
                            Q(('destroyed_at__isnull', True), ('wrapped__isnull', False)),
                            Q(('destroyed_at__isnull', False), ('wrapped__isnull', True)),
                            _connector='OR',
                        ),
                        name='personalkey_is_there_or_destroyed',
                    ),
                ],
            },
        ),
        migrations.RunSQL(FOR_EVER, BACK),
    ]
