"""Figures of the loops in this process, for Prometheus."""

from prometheus_client import Counter, Gauge

RELAYED = Counter("gopro_events_relayed_total", "Facts that a destination took", ["room", "destination"])
HANDLED = Counter("gopro_events_handled_total", "Facts that a room's handlers have handled", ["room"])
RETRIES = Counter("gopro_events_retries_total", "Failed tries to handle a fact", ["room"])
FORKED = Counter("gopro_events_forked_total", "Second facts with a number given before, as they came", ["room"])

LAG = Gauge("gopro_events_lag", "Facts that a destination has not got yet", ["room", "destination"])
OLDEST = Gauge("gopro_events_oldest_undelivered_seconds", "Age of the oldest of them", ["room", "destination"])
WAITING = Gauge("gopro_events_waiting", "Facts in a room's inbox that are not handled yet", ["room"])
PARKED = Gauge("gopro_events_parked_streams", "Streams that wait after a failure or at a gap", ["room"])
GAPS = Gauge("gopro_events_old_gaps", "Streams that have waited for a missing fact for over a minute", ["room"])
DEAD = Gauge("gopro_events_dead_letters", "Facts that could not be handled", ["room"])
FORKS = Gauge("gopro_events_forks", "Forks that nobody has looked into", ["room"])
