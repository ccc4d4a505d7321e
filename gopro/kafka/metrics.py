"""Figures of the consumer in this process, for Prometheus."""

from prometheus_client import Counter, Gauge

TAKEN = Counter("gopro_kafka_taken_total", "Facts put into a room's inbox", ["room"])
DUPLICATES = Counter("gopro_kafka_duplicates_total", "Facts that the inbox had already", ["room"])
SKIPPED = Counter("gopro_kafka_skipped_total", "Facts of subjects that the room doesn't hear", ["room"])
UNREADABLE = Counter("gopro_kafka_unreadable_total", "Records that came and were no facts", ["room"])

UP = Gauge("gopro_kafka_up", "1 while the mirror has a connection")

LAG = Gauge("gopro_kafka_lag", "Records of a partition that the room has not taken yet", ["room", "topic", "partition"])
TOTAL_LAG = Gauge("gopro_kafka_lag_total", "Records of all partitions that the room has not taken yet", ["room"])
PARKED = Gauge("gopro_kafka_parked", "Unreadable records that wait for a person", ["room"])
PAUSED = Gauge("gopro_kafka_paused", "1 while the room takes nothing, since its inbox is too deep", ["room"])
