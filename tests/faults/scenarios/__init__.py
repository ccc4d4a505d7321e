"""The faults, by subject; `catalogue` has them all."""
