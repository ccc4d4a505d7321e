"""The front door of the users room."""
