"""Marks of sinks leave the archive's rows for a table of their own; forks are kept apart; waiting has a beginning.

Old code tells facts without marks after this, so the processes of the release before must have stopped.
"""

import django.contrib.postgres.functions
from django.db import migrations, models

CARRY_MARKS = """
INSERT INTO gopro_events_destination (name, since, caught_up_to)
SELECT 'local', coalesce(max(id), 0), coalesce(max(id), 0) FROM gopro_events_outbox;
INSERT INTO gopro_events_undelivered (destination, shard, fact_id)
SELECT 'local', shard, id FROM gopro_events_outbox WHERE local_pending;
"""
# Vacuumed by count: a share of a table that grows for ever comes ever later. Room in a page keeps its updates there.
UPKEEP = """
ALTER TABLE gopro_events_undelivered SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000,
    autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 50000);
ALTER TABLE gopro_events_inbox SET (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 50000);
ALTER TABLE gopro_events_streamhead SET (fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
ALTER TABLE gopro_events_streamcursor SET (fillfactor = 80,
    autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 20000);
"""


class Migration(migrations.Migration):
    dependencies = [("gopro_events", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Destination",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("since", models.BigIntegerField(help_text="facts with a higher id are owed as they are told")),
                (
                    "caught_up_to",
                    models.BigIntegerField(help_text="of the older facts, those up to this id are owed too"),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Undelivered",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "destination", "shard", "fact_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("destination", models.TextField()),
                ("shard", models.SmallIntegerField()),
                ("fact_id", models.BigIntegerField()),
            ],
        ),
        migrations.RunSQL(CARRY_MARKS, migrations.RunSQL.noop),
        migrations.RemoveIndex(model_name="outbox", name="outbox_local_pending"),
        migrations.RemoveField(model_name="outbox", name="local_pending"),
        migrations.CreateModel(
            name="Fork",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("consumer", models.TextField()),
                ("event_id", models.UUIDField()),
                ("type", models.TextField()),
                ("stream", models.TextField()),
                ("sequence", models.BigIntegerField()),
                ("data", models.JSONField()),
                ("meta", models.JSONField()),
                ("source", models.TextField()),
                ("received_at", models.DateTimeField(db_default=django.contrib.postgres.functions.TransactionNow())),
            ],
        ),
        migrations.AddConstraint(
            model_name="fork",
            constraint=models.UniqueConstraint(fields=("consumer", "event_id"), name="fork_once"),
        ),
        migrations.AddField(model_name="inbox", name="told_at", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="streamcursor", name="waits_since", field=models.DateTimeField(null=True)),
        migrations.AddField(model_name="streamcursor", name="reported_at", field=models.DateTimeField(null=True)),
        migrations.AddIndex(
            model_name="streamcursor",
            index=models.Index(
                condition=models.Q(("waits_since__isnull", False)), fields=["waits_since"], name="cursor_waits"
            ),
        ),
        migrations.RunSQL(UPKEEP, migrations.RunSQL.noop),
    ]
