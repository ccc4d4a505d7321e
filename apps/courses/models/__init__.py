"""What courses remembers: things with two pointers, their immutable versions, the publish log, imports."""

from apps.courses.models import catalogue, content, deletions, imports, publishing, taxonomy, versions

__all__ = ["catalogue", "content", "deletions", "imports", "publishing", "taxonomy", "versions"]
