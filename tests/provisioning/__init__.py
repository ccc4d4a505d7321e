"""Real servers and databases for the suite: found or started, and only what was started is stopped."""
