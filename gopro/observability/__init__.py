"""What the process tells of itself: logs, health, and the ids that tie one request to all it causes."""
