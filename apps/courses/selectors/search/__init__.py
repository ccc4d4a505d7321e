"""Searching the catalogue: what words mean, which courses have them, in which order, and where."""
