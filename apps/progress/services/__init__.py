"""Changes of progress, by subject."""
