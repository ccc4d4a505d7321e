"""Files of courses."""
