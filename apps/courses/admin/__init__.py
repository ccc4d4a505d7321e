"""The staff's pages of the courses room; everything that others know about is done by services."""

from apps.courses.admin import banks, courses, exercises, imports, lessons, media, sagas, sections, shelves

__all__ = ["banks", "courses", "exercises", "imports", "lessons", "media", "sagas", "sections", "shelves"]
