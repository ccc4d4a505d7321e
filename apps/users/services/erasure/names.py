"""Words that stand in the saga's rows."""

from datetime import timedelta

KIND = "users.erase_account"
ROOMS = ("courses", "progress", "notifications")
GRACE = timedelta(days=14)
STEP_ROOMS = "erase_rooms"
STEP_FAREWELL = "say_farewell"
STEP_KEY = "destroy_key"
