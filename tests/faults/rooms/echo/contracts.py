"""The echo tells nothing."""
