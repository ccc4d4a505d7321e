"""CHANGES: telling users, sending, reading, preferring."""
