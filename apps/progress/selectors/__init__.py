"""Reads of progress, by subject: who may see what."""
