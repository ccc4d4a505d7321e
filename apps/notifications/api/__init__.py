"""FRONT DOOR: a user's own notifications, what they want, and a way out without signing in."""
