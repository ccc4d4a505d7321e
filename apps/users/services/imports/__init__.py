"""Accounts from a file: taken in, tried or written in chunks, reported line by line."""
