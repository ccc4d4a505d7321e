"""Keeps things, and tells of each that it keeps."""
