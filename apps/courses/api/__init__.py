"""The API of the courses room."""
