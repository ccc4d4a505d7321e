"""Archives and folders that nobody vouches for, read within limits."""
