"""Remembers each thing that it hears of."""
