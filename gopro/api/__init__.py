"""The HTTP contract, kept once for all rooms: problems, lists, ETags, idempotent writes, strict input, the schema."""
