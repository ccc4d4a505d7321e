"""Attacks on the whole house: what is tried counts, and nothing is let in."""
