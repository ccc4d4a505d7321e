"""Exercism's language tracks."""
