"""FRONT DOOR of progress."""
