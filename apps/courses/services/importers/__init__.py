"""Readers of other people's courses: files in, one neutral tree and a line for every file out."""
