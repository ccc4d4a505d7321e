"""Words that stand in the saga's rows."""

from datetime import timedelta

KIND = "users.export_account"
ROOMS = ("courses", "progress", "notifications")
KEPT = timedelta(days=7)
STEP_ROOMS = "write_parts"
STEP_ARCHIVE = "assemble"
