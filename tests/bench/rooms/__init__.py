"""Two small rooms: one tells, the other hears."""
