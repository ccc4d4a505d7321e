"""What keeps a call to somebody else from taking us down with it."""
