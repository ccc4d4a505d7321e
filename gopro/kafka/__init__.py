"""Facts to and from Apache Kafka: the mirror of the outbox, and the feeder of inboxes whose tellers live elsewhere."""
