"""Bookmarks, known subscriptions, what comparisons found."""

import django.contrib.postgres.functions
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Bookmark",
            fields=[
                ("work", models.TextField(primary_key=True, serialize=False)),
                ("position", models.TextField()),
                ("done", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Reconciliation",
            fields=[
                ("projection", models.TextField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
                ("compared", models.BigIntegerField()),
                ("drift", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="KnownSubscription",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consumer", models.TextField()),
                ("type", models.TextField()),
                ("since", models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("consumer", "type"), name="known_subscription_once")
                ],
            },
        ),
    ]
