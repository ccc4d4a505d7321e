"""Words that stand in the saga's rows."""

from datetime import timedelta

KIND = "courses.delete_course"
GRACE = timedelta(days=30)
STEP_WARN = "warn_learners"
STEP_END = "end_enrollments"
