"""What long work on facts remembers between its runs."""
