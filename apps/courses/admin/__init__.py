"""The staff's pages of the courses room; everything that others know about is done by services."""

from apps.courses.admin import courses, exercises, imports, lessons, sagas, shelves

__all__ = ["courses", "exercises", "imports", "lessons", "sagas", "shelves"]
