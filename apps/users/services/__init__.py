"""What the users room changes, by subject."""
