"""Tests of estimates of what a publication would do."""
