from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("users", "0011_impersonation")]
    operations = [
        migrations.AddField(
            model_name="user",
            name="phone",
            field=models.TextField(blank=True, db_default="", default="", editable=False),
        ),
    ]
