"""Facts are told by a function, whose plan a connection makes once: as a statement, planning cost more than the writing.

Streams are locked in one order, whatever order their facts were told in, so that two tellers can't deadlock.
"""

from django.db import migrations

TELL = """
CREATE FUNCTION gopro_events_tell(facts json) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    WITH fact AS MATERIALIZED (
        SELECT * FROM ROWS FROM (json_to_recordset(facts)
            AS (event_id uuid, type text, stream text, shard smallint, data jsonb, meta jsonb)
        ) WITH ORDINALITY AS fact (event_id, type, stream, shard, data, meta, place)
    ), head AS (
        INSERT INTO gopro_events_streamhead AS head (stream, last_sequence)
        SELECT stream, count(*) FROM fact GROUP BY stream ORDER BY stream
        ON CONFLICT (stream) DO UPDATE SET last_sequence = head.last_sequence + excluded.last_sequence
        RETURNING stream, last_sequence
    ), told AS (
        INSERT INTO gopro_events_outbox (event_id, type, stream, sequence, shard, data, meta)
        SELECT event_id, type, stream, last_sequence + 1 - row_number() OVER (PARTITION BY stream ORDER BY place DESC),
            shard, data, meta
        FROM fact JOIN head USING (stream) ORDER BY place
        RETURNING id, shard
    )
    INSERT INTO gopro_events_undelivered (destination, shard, fact_id)
    SELECT destination.name, told.shard, told.id FROM told, gopro_events_destination AS destination;
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("gopro_events", "0002_sinks")]
    operations = [migrations.RunSQL(TELL, "DROP FUNCTION gopro_events_tell(json)")]
