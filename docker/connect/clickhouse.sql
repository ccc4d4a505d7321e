-- The tables that docker/connect/clickhouse-sink.json fills. A fact that comes again replaces itself: read with FINAL.
CREATE TABLE IF NOT EXISTS activity
(
    event_id UUID,
    type     LowCardinality(String),
    subject  String,
    sequence UInt64,
    actor_id String DEFAULT '',
    told_at  DateTime64(6, 'UTC'),
    data     JSON
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(told_at)
ORDER BY (type, told_at, event_id)
TTL toDateTime(told_at) + INTERVAL 2 YEAR;

CREATE TABLE IF NOT EXISTS audit
(
    event_id UUID,
    type     LowCardinality(String),
    subject  String,
    sequence UInt64,
    actor_id String DEFAULT '',
    told_at  DateTime64(6, 'UTC'),
    data     JSON
)
ENGINE = ReplacingMergeTree
PARTITION BY toYYYYMM(told_at)
ORDER BY (subject, sequence, event_id);
