"""The few pages of the kernel itself: where everything is, and the mail written to a folder."""
