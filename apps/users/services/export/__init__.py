"""Exporting an account's data: each room writes its part, then the person fetches one archive."""
