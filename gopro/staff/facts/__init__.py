"""The operators' pages on facts: what was told, what was heard, what waits, and the whole way of each."""
