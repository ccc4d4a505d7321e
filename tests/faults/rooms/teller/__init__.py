"""Counts, and tells each count. The counter itself, locked by each change, is the truth that effects are held to."""
