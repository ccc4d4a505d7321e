from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]
    operations = [
        migrations.AddField(
            model_name="recipient",
            name="is_active",
            field=models.BooleanField(db_default=True, default=True),
        ),
    ]
